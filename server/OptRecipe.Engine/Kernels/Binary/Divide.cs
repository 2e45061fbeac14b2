using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>DIV: output = activation(a / b). Floats are clamped to their finite range, also where b is 0; int32 is cut towards 0. Quantized: (a − za) times the 31-bit reciprocal of
/// (b − zb), times sa / (sb × so), rounded doubly. Integer divisors of 0 are refused when the operator runs.</summary>
internal sealed class Divide : BinaryKernel
{
    private const string Schema = "DivOptions";

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var activation = FusedActivation.Of(context, Schema);
        if (a.Type == TensorType.Float32) return new ClampedLoops<Division>(activation).Of<float>();
        if (a.Type == TensorType.Int32) return new ClampedLoops<Division>(activation).Of<int>(forbidden: 0);
        if (a.Type != TensorType.Int16 && !QuantizedOperand.IsEightBit(a)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var factor = FixedPointFactor.Of(a.Scale / (b.Scale * output.Scale));
        return BinaryLoop.Stored(a.Type, new Quotient(a.ZeroPoint, b.ZeroPoint, output.ZeroPoint, factor, FusedActivation.Quantized(context, activation, output)), b.ZeroPoint);
    }

    private readonly struct Quotient(int zeroA, int zeroB, int zero, FixedPointFactor factor, (int Min, int Max) range) : IBinaryFunction<int, int, int>
    {
        public int Apply(int a, int b)
        {
            var (dividend, divisor) = b > zeroB ? (a - zeroA, b - zeroB) : (zeroA - a, zeroB - b);
            var reciprocal = FixedPointReciprocal.Of(divisor, out var bits);
            var headroom = BitOperations.LeadingZeroCount((uint)(dividend ^ dividend >> 31)) - 1;
            var quotient = FixedPointFactor.DoublingHighMultiply(dividend << headroom, reciprocal);
            var high = FixedPointFactor.DoublingHighMultiply(quotient, factor.Multiplier);
            var shift = factor.Shift - bits - headroom;
            var result = shift > 0 ? (long)high << shift : shift < -31 ? 0 : FixedPointFactor.DivideByPowerOfTwo(high, -shift);
            return (int)Math.Clamp(result + zero, range.Min, range.Max);
        }
    }
}
