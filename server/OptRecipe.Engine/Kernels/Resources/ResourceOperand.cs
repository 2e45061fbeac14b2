using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Reads the numbers that stand for resources.</summary>
internal static class ResourceOperand
{
    /// <summary>Refuses what is not one resource.</summary>
    public static void RequireResource(this KernelContext context, RuntimeTensor tensor, bool allowsInt32 = false)
    {
        if (tensor.Type != TensorType.Resource && !(allowsInt32 && tensor.Type == TensorType.Int32) || tensor.Count != 1 || tensor.ByteCount < sizeof(int))
            throw context.Refusal($"tensor {tensor.Index} is {tensor}, one resource is expected");
    }

    public static int Number(RuntimeTensor tensor) => tensor.Read<int>()[0];
}
