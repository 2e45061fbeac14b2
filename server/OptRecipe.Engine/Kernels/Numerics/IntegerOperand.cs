using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Operands that hold axes, sizes or counts: int16, int32 or int64, one or several.</summary>
internal static class IntegerOperand
{
    /// <summary>Refuses an operand of another type than the given ones.</summary>
    public static void Check(KernelContext context, RuntimeTensor operand, string what, params ReadOnlySpan<TensorType> types)
    {
        if (!types.Contains(operand.Type)) throw context.Refusal($"{what} is {operand.Type.Name()}, expected {types[0].Name()}{(types.Length > 1 ? $" or {types[1].Name()}" : "")}");
    }

    /// <summary>The element at an index, cut to 32 bits so that a value outside stays outside every range that it could be checked for.</summary>
    public static int At(RuntimeTensor operand, int index) => operand.Type switch
    {
        TensorType.Int16 => operand.Read<short>()[index],
        TensorType.Int64 => (int)Math.Clamp(operand.Read<long>()[index], int.MinValue, int.MaxValue),
        _ => operand.Read<int>()[index],
    };

    /// <summary>The only element, as an axis counted from the front.</summary>
    public static int Axis(KernelContext context, RuntimeTensor operand, int rank)
    {
        var axis = At(operand, 0);
        return TensorShape.TryNormalize(axis, rank, out var normalized) ? normalized : throw context.Refusal($"the axis {axis} is outside the {rank} dimensions");
    }
}
