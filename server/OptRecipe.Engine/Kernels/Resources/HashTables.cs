using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the operators on tables have in common.</summary>
internal static class HashTables
{
    public static void RequireTypes(KernelContext context, TensorType key, TensorType value)
    {
        if ((key, value) is not ((TensorType.Int64, TensorType.String) or (TensorType.String, TensorType.Int64)))
            throw context.Refusal($"there are no tables from {key.Name()} to {value.Name()}");
    }

    /// <summary>The table of the first input.</summary>
    public static LookupTable Find(KernelContext context, TensorType? keyType)
    {
        var number = ResourceOperand.Number(context.Input(0));
        var table = context.Resources.Find<LookupTable>(number) ?? throw context.Refusal($"there is no table {number}");
        return keyType is null || keyType == table.KeyType ? table : throw context.Refusal($"the keys of table {number} are {table.KeyType.Name()}");
    }

    /// <summary>The strings of a tensor, as many as its shape says.</summary>
    public static StringTensor Texts(KernelContext context, RuntimeTensor tensor) => StringTensor.TryRead(tensor.Bytes, out var texts) && texts.Count == tensor.Count ? texts
        : throw context.Refusal($"tensor {tensor.Index} is {tensor}, its bytes do not hold {tensor.Count} strings");
}
