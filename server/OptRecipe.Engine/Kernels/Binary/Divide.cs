using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>DIV: output = activation(a / b). Floats are clamped to their finite range, also where b is 0; int32 is cut towards 0. Quantized: (a − za) times the
/// 31-bit reciprocal of (b − zb), times sa / (sb × so), rounded doubly. Integer divisors of 0 are refused when the operator runs.</summary>
internal sealed class Divide : BinaryKernel
{
    private const string Schema = "DivOptions";

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var activation = FusedActivation.Of(context, Schema);
        if (a.Type == TensorType.Float32) return ClampedPairs<Division>.Of(context.Kernels, activation);
        if (a.Type == TensorType.Int32) return new ClampedLoops<Division>(activation).Of<int>(forbidden: 0);
        if (a.Type != TensorType.Int16 && !QuantizedOperand.IsEightBit(a)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var factor = FixedPointFactor.Of(a.Scale / (b.Scale * output.Scale));
        var range = FusedActivation.Quantized(context, activation, output);
        return BinaryLoop.Stored(a.Type, new Quotient(a.ZeroPoint, b.ZeroPoint, output.ZeroPoint, factor, range), forbidden: b.ZeroPoint);
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
            // A quotient so small that the distance passes 31 bits is shifted by the low five bits of it, as x86 does in the runtime, and ends at a bound.
            var result = FixedPointFactor.DivideByPowerOfTwo(high, bits + headroom - factor.Shift);
            return (int)Math.Clamp((long)result + zero, range.Min, range.Max);
        }
    }
}
