namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How the float input of an operator with integer weights is quantized to int8 while the graph runs. The vectors of <see cref="Micro.RowQuantizer"/> give the same
/// numbers.</summary>
public static class HybridQuantization
{
    /// <summary>q = round(x × (127 / max|x|)), halves away from zero, within ±127. Returns the scale; 1 for a row of zeros.</summary>
    public static float Symmetric(ReadOnlySpan<float> values, Span<sbyte> quantized)
    {
        var (min, max) = Range(values);
        var step = HybridStep.Symmetric(min, max);
        Quantize(values, quantized, step);
        return step.Scale;
    }

    /// <summary>q = round(x / scale + zero point) within −128…127, the range of the values and zero spread over all 256 numbers. A row of zeros has scale 1, zero point 0.</summary>
    public static (float Scale, int ZeroPoint) Asymmetric(ReadOnlySpan<float> values, Span<sbyte> quantized)
    {
        var (min, max) = Range(values);
        var step = HybridStep.Asymmetric(min, max);
        Quantize(values, quantized, step);
        return (step.Scale, step.ZeroPoint);
    }

    private static void Quantize(ReadOnlySpan<float> values, Span<sbyte> quantized, HybridStep step)
    {
        if (step.IsZero) quantized.Clear();
        else
            for (var index = 0; index < values.Length; index++) quantized[index] = step.Quantize(values[index]);
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
}

/// <summary>The quantization of one row of float activations.</summary>
/// <param name="Inverse">1 / scale, as the runtime computes it.</param>
/// <param name="Least">The smallest number.</param>
/// <param name="IsZero">Whether the row has nothing but zeros, all of which become 0.</param>
public readonly record struct HybridStep(float Scale, int ZeroPoint, float Inverse, int Least, bool IsZero)
{
    private static HybridStep Zero { get; } = new(1, 0, 0, 0, true);

    public static HybridStep Symmetric(float min, float max)
    {
        var range = Math.Max(Math.Abs(min), Math.Abs(max));
        return range == 0 ? Zero : new(range / 127, 0, 127 / range, -127, false);
    }

    public static HybridStep Asymmetric(float lowest, float highest)
    {
        double min = Math.Min(0f, lowest), max = Math.Max(0f, highest);
        if (min == max) return Zero;
        var step = (max - min) / 255;
        double fromMin = -128 - min / step, fromMax = 127 - max / step;
        var exact = 128 + Math.Abs(min / step) < 127 + Math.Abs(max / step) ? fromMin : fromMax;
        var zeroPoint = exact <= -128 ? -128 : exact >= 127 ? 127 : (int)Math.Round(exact, MidpointRounding.AwayFromZero);
        var scale = (float)step;
        return new(scale, zeroPoint, 1f / scale, -128, false);
    }

    /// <summary>The number for a value of a row that is not all zeros. What leaves 32 bits, and NaN, becomes the smallest, as x86 converts.</summary>
    public sbyte Quantize(float value)
    {
        var rounded = MathF.Round(ZeroPoint + value * Inverse, MidpointRounding.AwayFromZero);
        return (sbyte)Math.Min(127, Math.Max(Least, rounded is >= int.MinValue and < 2147483648f ? (int)rounded : int.MinValue));
    }
}
