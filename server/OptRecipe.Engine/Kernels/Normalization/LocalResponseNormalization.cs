using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOCAL_RESPONSE_NORMALIZATION of FLOAT32 with four dimensions: x × (bias + alpha × sum of squares)^−beta, where the sum goes over the channels up to the radius away,
/// on both sides. The sum moves along in float32.</summary>
internal sealed class LocalResponseNormalization : RowKernel
{
    // The squares of a row are read after its first results are written.
    public override int InPlaceInput => -1;

    protected override RowLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireType(output, input.Type);
        if (input.Rank != 4) throw context.Refusal($"the input is {input}, four dimensions are expected");
        var options = context.OptionsOf("LocalResponseNormalizationOptions");
        var radius = options.Int32("radius");
        if (radius < 0) throw context.Refusal($"the radius is {radius}, at least 0 is expected");
        return input.Type == TensorType.Float32 ? new FloatLoop(radius, options.Single("bias"), options.Single("alpha"), options.Single("beta")) : null;
    }

    private sealed class FloatLoop(int radius, float bias, float alpha, float beta) : RowLoop<float, float>
    {
        protected override void Row(ReadOnlySpan<float> input, Span<float> output)
        {
            var sum = 0f;
            for (var index = 0; index < Math.Min(radius, input.Length); index++) sum += Square(input[index]);
            for (var channel = 0; channel < input.Length; channel++)
            {
                // The window moves on by one: a square comes in, another goes out.
                if (channel < input.Length - (long)radius) sum += Square(input[channel + radius]);
                output[channel] = input[channel] * Power(bias + sum);
                if (channel >= radius) sum -= Square(input[channel - radius]);
            }
        }

        private float Square(float x) => x * x * alpha;

        private float Power(float x) => beta == 1 ? 1 / x : beta == 0.5f ? 1 / MathF.Sqrt(x) : (float)Math.Pow(x, -beta);
    }
}
