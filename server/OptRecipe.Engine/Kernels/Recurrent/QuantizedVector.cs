namespace OptRecipe.Engine.Kernels;

/// <summary>How a hybrid kernel turns float activations into int8 while it runs.</summary>
internal enum ActivationScheme { None, Symmetric, Asymmetric }

/// <summary>A vector of activations, with its int8 form where the weights are int8. Symmetric: scale = max|x| / 127, q = round(x × (127 / max|x|)). Asymmetric: 255 steps from
/// min(x, 0) to max(x, 0), the zero point rounded, q = round(zero point + x / scale). Halves are rounded away from zero; all is float32, but for the range of the asymmetric
/// scheme.</summary>
internal readonly ref struct QuantizedVector
{
    public required ReadOnlySpan<float> Values { get; init; }
    public ReadOnlySpan<sbyte> Quantized { get; init; }
    public float Scale { get; init; }
    public int ZeroPoint { get; init; }
    /// <summary>Whether nothing but zeros was quantized.</summary>
    public bool IsZero { get; init; }

    public static QuantizedVector Of(ReadOnlySpan<float> values, Span<sbyte> quantized, ActivationScheme scheme)
    {
        if (scheme == ActivationScheme.None) return new() { Values = values };
        quantized = quantized[..values.Length];
        float min = 0, max = 0;
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        if (min == 0 && max == 0)
        {
            quantized.Clear();
            return new() { Values = values, Quantized = quantized, Scale = 1, IsZero = true };
        }
        return scheme == ActivationScheme.Symmetric ? Symmetric(values, quantized, Math.Max(-min, max)) : Asymmetric(values, quantized, min, max);
    }

    private static QuantizedVector Symmetric(ReadOnlySpan<float> values, Span<sbyte> quantized, float range)
    {
        var inverse = 127 / range;
        for (var index = 0; index < values.Length; index++) quantized[index] = (sbyte)Math.Clamp(Round(values[index] * inverse), -127, 127);
        return new() { Values = values, Quantized = quantized, Scale = range / 127 };
    }

    private static QuantizedVector Asymmetric(ReadOnlySpan<float> values, Span<sbyte> quantized, double min, double max)
    {
        var step = (max - min) / 255;
        // The end of the range that is nearer to zero gives the more exact zero point.
        var isFromMin = 128 + Math.Abs(min / step) < 127 + Math.Abs(max / step);
        var exact = isFromMin ? -128 - min / step : 127 - max / step;
        var zeroPoint = (int)Math.Round(Math.Clamp(exact, -128, 127), MidpointRounding.AwayFromZero);
        var scale = (float)step;
        var inverse = 1 / scale;
        for (var index = 0; index < values.Length; index++) quantized[index] = (sbyte)Math.Clamp(Round(zeroPoint + values[index] * inverse), -128, 127);
        return new() { Values = values, Quantized = quantized, Scale = scale, ZeroPoint = zeroPoint };
    }

    private static int Round(float x) => (int)MathF.Round(x, MidpointRounding.AwayFromZero);
}
