using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX of float32. The sum is taken in order, in float32.</summary>
internal sealed class FloatSoftmax(float beta) : RowLoop<float, float>
{
    protected override void Row(ReadOnlySpan<float> input, Span<float> output)
    {
        var max = float.MinValue;
        foreach (var x in input) max = max < x ? x : max;
        var sum = 0f;
        for (var index = 0; index < input.Length; index++)
        {
            output[index] = (float)Math.Exp((input[index] - max) * beta);
            sum += output[index];
        }
        for (var index = 0; index < output.Length; index++) output[index] /= sum;
    }
}

/// <summary>SOFTMAX of float16, whose exponentials are rounded to float16 before they are divided by their float32 sum.</summary>
internal sealed class HalfSoftmax(float beta) : RowLoop<Half, Half>
{
    protected override void Row(ReadOnlySpan<Half> input, Span<Half> output)
    {
        var max = Half.MinValue;
        foreach (var x in input) max = max < x ? x : max;
        var sum = 0f;
        for (var index = 0; index < input.Length; index++)
        {
            var exponential = (float)Math.Exp(((float)input[index] - (float)max) * beta);
            output[index] = (Half)exponential;
            sum += exponential;
        }
        for (var index = 0; index < output.Length; index++) output[index] = (Half)((float)output[index] / sum);
    }
}
