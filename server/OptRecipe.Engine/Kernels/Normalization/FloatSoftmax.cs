using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Vectors;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX of float32. The sum is taken in order, in float32.</summary>
internal sealed class FloatSoftmax(float beta) : RowLoop<float, float>
{
    public static RowLoop Of(MicroKernelSet kernels, float beta) => beta > 0 ? kernels.VectorBits switch
    {
        512 => new VectorSoftmax<Floats512>(beta),
        256 => new VectorSoftmax<Floats256>(beta),
        128 => new VectorSoftmax<Floats128>(beta),
        _ => new FloatSoftmax(beta),
    } : new FloatSoftmax(beta);

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

/// <summary>SOFTMAX of float32 in vectors, for a beta above 0.</summary>
internal sealed unsafe class VectorSoftmax<T>(float beta) : RowLoop<float, float> where T : struct, IFloats<T>
{
    protected override void Row(ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* from = input, to = output)
        {
            var sum = ExponentialRow.Sum<T>(from, input.Length, ExponentialRow.Max<T>(from, input.Length), beta, to);
            ExponentialRow.Scale<T>(to, input.Length, 1 / sum, to);
        }
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
