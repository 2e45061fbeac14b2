using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>What operators ask of an operand's type and quantization.</summary>
internal static class OperandChecks
{
    public static void RequireType(this KernelContext context, RuntimeTensor tensor, TensorType type)
    {
        if (tensor.Type != type) throw context.Refusal($"tensor {tensor.Index} is {tensor.Type.Name()}, {type.Name()} is expected");
    }

    /// <summary>Refuses a constant that is stored sparsely.</summary>
    public static void RequireDense(this KernelContext context, RuntimeTensor tensor)
    {
        if (tensor.Memory == TensorMemory.Constant && tensor.ByteCount != TensorSize.Bytes(tensor.Type, tensor.Count)) throw context.Refusal($"tensor {tensor.Index} is {tensor} and stored sparsely");
    }

    /// <summary>The tensor's one scale; 0 for a tensor without, with which the runtimes compute on.</summary>
    public static float ScaleOf(this KernelContext context, RuntimeTensor tensor) => tensor.Quantization.IsNone ? 0 : context.RequireScale(tensor);

    /// <summary>The tensor's one scale.</summary>
    public static float RequireScale(this KernelContext context, RuntimeTensor tensor) => RequireScale(context, tensor, tensor.Scale);

    /// <summary>One of the tensor's scales, which has to be positive and finite.</summary>
    public static float RequireScale(this KernelContext context, RuntimeTensor tensor, float scale) => scale is > 0 and < float.PositiveInfinity ? scale
        : throw context.Refusal(tensor.Quantization.IsNone ? $"tensor {tensor.Index} is {tensor.Type.Name()} without a scale" : $"tensor {tensor.Index} has the scale {scale}, a positive one is expected");

    /// <summary>A scale that the operator fixes, within a relative error.</summary>
    public static void RequireScale(this KernelContext context, RuntimeTensor tensor, float expected, float error)
    {
        if (!(Math.Abs(tensor.Scale - expected) <= error * expected)) throw context.Refusal($"tensor {tensor.Index} has the scale {tensor.Scale}, {expected} is expected");
    }

    public static void RequireZeroPoint(this KernelContext context, RuntimeTensor tensor, int expected)
    {
        if (tensor.ZeroPoint != expected) throw context.Refusal($"tensor {tensor.Index} has the zero point {tensor.ZeroPoint}, {expected} is expected");
    }

    /// <summary>Zero points of 0 for 16-bit operands.</summary>
    public static void RequireSymmetricInt16(this KernelContext context, RuntimeTensor tensor)
    {
        if (tensor.Type == TensorType.Int16) context.RequireZeroPoint(tensor, 0);
    }
}
