using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOCAL_RESPONSE_NORMALIZATION of FLOAT32 with four dimensions: x × (bias + alpha × sum of squares)^−beta, where the sum goes over the channels up to the radius away,
/// on both sides.</summary>
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
            for (var channel = 0; channel < input.Length; channel++)
            {
                var sum = 0.0;
                var end = (int)Math.Min(input.Length - 1, (long)channel + radius);
                for (var index = Math.Max(0, channel - radius); index <= end; index++) sum += (double)input[index] * input[index];
                output[channel] = (float)(input[channel] * Math.Pow(bias + alpha * sum, -beta));
            }
        }
    }
}
