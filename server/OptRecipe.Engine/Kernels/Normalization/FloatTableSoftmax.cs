using System.Numerics;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX of 8 bits in float32, with exponentials from a table; UINT8 takes its output zero point as 0.</summary>
internal sealed class FloatTableSoftmax<TIn, TOut>(MicroKernelSet kernels, float[] exponentials, float outputScale, int outputZeroPoint) : RowLoop<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut>
{
    protected override void Row(ReadOnlySpan<TIn> input, Span<TOut> output)
    {
        var max = Rows.Max(input);
        var sum = 0f;
        foreach (var x in input) sum += exponentials[max - int.CreateTruncating(x)];
        var scale = 1 / (sum * outputScale);
        Rows.FromTable(kernels, input, max, output, new Probability(exponentials, scale, outputZeroPoint));
    }

    private readonly struct Probability(float[] exponentials, float scale, int outputZeroPoint) : IUnaryFunction<int, TOut>
    {
        public TOut Apply(int difference)
        {
            var probability = exponentials[difference] * scale;
            return TOut.CreateSaturating(typeof(TOut) == typeof(byte) ? NativeConversion.ToInt32(probability + 0.5f)
                : NativeConversion.ToInt32(MathF.Round(probability, MidpointRounding.AwayFromZero)) + outputZeroPoint);
        }
    }
}
