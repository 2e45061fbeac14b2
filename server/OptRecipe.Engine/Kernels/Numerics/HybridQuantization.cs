namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How the float input of an operator with integer weights is quantized to int8 while the graph runs.</summary>
public static class HybridQuantization
{
    /// <summary>q = round(x × (127 / max|x|)), halves away from zero, within ±127. Returns the scale; 1 for a row of zeros.</summary>
    public static float Symmetric(ReadOnlySpan<float> values, Span<sbyte> quantized)
    {
        var (min, max) = Range(values);
        var range = Math.Max(Math.Abs(min), Math.Abs(max));
        if (range == 0 || values.IsEmpty)
        {
            quantized.Clear();
            return 1;
        }
        var inverse = 127 / range;
        for (var index = 0; index < values.Length; index++) quantized[index] = (sbyte)Math.Min(127, Math.Max(-127, Round(values[index] * inverse)));
        return range / 127;
    }

    /// <summary>q = round(x / scale + zero point) within −128…127, the range of the values and zero spread over all 256 numbers. A row of zeros has scale 1, zero point 0.</summary>
    public static (float Scale, int ZeroPoint) Asymmetric(ReadOnlySpan<float> values, Span<sbyte> quantized)
    {
        var (lowest, highest) = Range(values);
        double min = Math.Min(0f, lowest), max = Math.Max(0f, highest);
        if (min == max || values.IsEmpty)
        {
            quantized.Clear();
            return (1, 0);
        }
        var step = (max - min) / 255;
        double fromMin = -128 - min / step, fromMax = 127 - max / step;
        var exact = 128 + Math.Abs(min / step) < 127 + Math.Abs(max / step) ? fromMin : fromMax;
        var zeroPoint = exact <= -128 ? -128 : exact >= 127 ? 127 : (int)Math.Round(exact, MidpointRounding.AwayFromZero);
        var scale = (float)step;
        var inverse = 1f / scale;
        for (var index = 0; index < values.Length; index++)
            quantized[index] = (sbyte)Math.Min(127, Math.Max(-128, Round(zeroPoint + values[index] * inverse)));
        return (scale, zeroPoint);
    }

    private static (float Min, float Max) Range(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return default;
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            if (value < min) min = value;
            if (value > max) max = value;
        }
        return (min, max);
    }

    // What leaves 32 bits, and NaN, becomes the smallest number, as x86 converts.
    private static int Round(float value)
    {
        var rounded = MathF.Round(value, MidpointRounding.AwayFromZero);
        return rounded is >= int.MinValue and < 2147483648f ? (int)rounded : int.MinValue;
    }
}
