namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>The arithmetic of cross-layer equalization (Nagel et al., "Data-Free Quantization through Weight Equalization and Bias Correction", 2019).</summary>
internal static class ChannelScaling
{
    /// <summary>The largest absolute weight of each channel.</summary>
    public static float[] Ranges(ReadOnlySpan<float> weights, ChannelAxis axis, int channels)
    {
        var ranges = new float[channels];
        for (var index = 0; index < weights.Length; index++)
        {
            ref var range = ref ranges[axis.ChannelOf(index, channels)];
            range = Math.Max(range, Math.Abs(weights[index]));
        }
        return ranges;
    }

    /// <summary>s = √(first / second): after W1 / s and W2 · s both have the same range. 1 for a channel that one of them does not use.</summary>
    public static float[] Factors(float[] first, float[] second)
    {
        var factors = new float[first.Length];
        for (var channel = 0; channel < factors.Length; channel++)
        {
            var factor = (float)Math.Sqrt((double)first[channel] / second[channel]);
            factors[channel] = first[channel] > 0 && second[channel] > 0 && float.IsNormal(factor) && float.IsNormal(1 / factor) ? factor : 1;
        }
        return factors;
    }

    public static void Divide(Span<float> weights, ChannelAxis axis, float[] factors)
    {
        for (var index = 0; index < weights.Length; index++) weights[index] /= factors[axis.ChannelOf(index, factors.Length)];
    }

    public static void Multiply(Span<float> weights, ChannelAxis axis, float[] factors)
    {
        for (var index = 0; index < weights.Length; index++) weights[index] *= factors[axis.ChannelOf(index, factors.Length)];
    }
}
