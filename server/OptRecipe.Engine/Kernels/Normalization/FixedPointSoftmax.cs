using System.Numerics;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX of 8 bits in fixed point: exponentials without integer bits, their sum with twelve, its reciprocal by Newton's division; halves away from zero.</summary>
internal sealed class FixedPointSoftmax<TIn, TOut>(MicroKernelSet kernels, int[] exponentials) : RowLoop<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut>, IMinMaxValue<TOut>
{
    protected override void Row(ReadOnlySpan<TIn> input, Span<TOut> output)
    {
        var max = Rows.Max(input);
        var scale = FixedPoint32.Reciprocal(Rows.SumOfExponentials(input, max, exponentials), Rows.SumBits, out var bitsOverOne);
        var exponent = bitsOverOne + 31 - 8 * TOut.MinValue.GetByteCount();
        Rows.FromTable(kernels, input, max, output, new Probability(exponentials, scale, exponent));
    }

    private readonly struct Probability(int[] exponentials, int scale, int exponent) : IUnaryFunction<int, TOut>
    {
        public TOut Apply(int difference)
        {
            var exponential = exponentials[difference];
            return exponential < 0 ? TOut.MinValue
                : TOut.CreateSaturating(FixedPointFactor.DivideByPowerOfTwo(FixedPoint32.Multiply(scale, exponential), exponent) + int.CreateTruncating(TOut.MinValue));
        }
    }
}
