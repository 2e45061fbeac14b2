using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ADD and SUB: output = activation(a ± b). Floats are clamped to their finite range, plain integers wrap. Quantized operands meet on twice the larger
/// scale with 20 bits of fraction (15 for int16, whose zero points are 0) and are rounded doubly; int16 with power-of-two scales and <c>pot_scale_int16</c> is
/// shifted only.</summary>
internal sealed class AddSubtract<TArithmetic>(int sign, string schema) : BinaryKernel where TArithmetic : IArithmetic
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var activation = FusedActivation.Of(context, schema);
        var isPlain = sign > 0 && a.Type == TensorType.Int16 && a.Quantization.IsNone && output.Quantization.IsNone;
        if (a.Type == TensorType.Float32) return ClampedPairs<TArithmetic>.Of(context.Kernels, activation);
        if (a.Type is TensorType.Int32 or TensorType.Int64 || isPlain || sign > 0 && a.Type == TensorType.Float16)
            return ElementTypes.Number(a.Type, new ClampedLoops<TArithmetic>(activation));
        var isInt16 = a.Type == TensorType.Int16;
        if (!isInt16 && !QuantizedOperand.IsEightBit(a)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor, isInt16);
        var range = FusedActivation.Quantized(context, activation, output);
        return isInt16 && context.Bool(schema, "pot_scale_int16") && PowerOfTwoSum.Of(context, a, b, output, sign, range) is { } shifted
            ? BinaryLoop.Stored(a.Type, shifted)
            : Sum(context.Kernels, a.Type, new QuantizedSum(a, b, output, sign, isInt16 ? 15 : 20, range));
    }

    private static BinaryLoop? Sum(MicroKernelSet kernels, TensorType type, in QuantizedSum sum) => type switch
    {
        TensorType.Int8 => SumRows.Of<sbyte>(kernels, sum),
        TensorType.UInt8 => SumRows.Of<byte>(kernels, sum),
        _ => null,
    } ?? StoredRows.Of(kernels, type, sum);
}
