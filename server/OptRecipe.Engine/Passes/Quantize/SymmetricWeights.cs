using System.Numerics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Float32 weights to int8, symmetric, −127…127, zero point 0, as the converter's MLIR quantizer does it: scale = max|w| / 127 in double and stored as float32,
/// q = w × inverse in float32, halves rounded away from zero. A range below 1e-6 is widened to that, so that no scale is zero or subnormal.</summary>
/// <remarks>facts: quantization.md §3, §5.1. Per tensor the inverse is 127 / max|w| in float32, per channel 1 / scale in double, cast to float32: they can differ by one
/// unit in the last place, and both are what the converter writes.</remarks>
public static class SymmetricWeights
{
    private const int Largest = 127;
    private const double SmallestRange = 1e-6;

    /// <summary>Quantizes with one scale.</summary>
    /// <exception cref="NotFiniteNumberException">A weight is infinite or not a number.</exception>
    public static float PerTensor(ReadOnlySpan<float> weights, Span<sbyte> quantized)
    {
        var bound = LargestMagnitude(weights);
        var scale = Scale(bound);
        Quantize(weights, 2.0 * bound <= SmallestRange ? (float)(1.0 / scale) : Largest / bound, quantized);
        return (float)scale;
    }

    /// <summary>Quantizes with one scale for each index of the middle axis of a tensor seen as [outer, channels, inner].</summary>
    /// <exception cref="NotFiniteNumberException">A weight is infinite or not a number.</exception>
    public static void PerChannel(ReadOnlySpan<float> weights, int outer, int channels, int inner, Span<float> scales, Span<sbyte> quantized)
    {
        var inverses = new float[channels];
        var bounds = new float[channels];
        if (inner == 1) LargestMagnitudes(weights, bounds);
        else
            for (var row = 0; row < outer * channels; row++)
                bounds[row % channels] = MathF.Max(bounds[row % channels], LargestMagnitude(weights.Slice(row * inner, inner)));
        for (var channel = 0; channel < channels; channel++)
        {
            var scale = Scale(bounds[channel]);
            scales[channel] = (float)scale;
            inverses[channel] = (float)(1.0 / scale);
        }
        if (inner == 1)
            for (var row = 0; row < outer; row++) Quantize(weights.Slice(row * channels, channels), inverses, quantized.Slice(row * channels, channels));
        else
            for (var row = 0; row < outer * channels; row++) Quantize(weights.Slice(row * inner, inner), inverses[row % channels], quantized.Slice(row * inner, inner));
    }

    private static double Scale(float bound)
    {
        if (!float.IsFinite(bound)) throw new NotFiniteNumberException("the weights hold a value that is infinite or not a number");
        return Math.Max(2.0 * bound, SmallestRange) / (2 * Largest);
    }

    private static float LargestMagnitude(ReadOnlySpan<float> values)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var largest = Vector<float>.Zero;
        foreach (var vector in wide) largest = Vector.Max(largest, Vector.Abs(vector));
        var result = 0f;
        for (var lane = 0; lane < Vector<float>.Count; lane++) result = MathF.Max(result, largest[lane]);
        foreach (var value in values[(wide.Length * Vector<float>.Count)..]) result = MathF.Max(result, MathF.Abs(value));
        return result;
    }

    /// <summary>The largest magnitude of every column.</summary>
    private static void LargestMagnitudes(ReadOnlySpan<float> values, Span<float> bounds)
    {
        for (var start = 0; start < values.Length; start += bounds.Length)
        {
            var row = values.Slice(start, bounds.Length);
            var column = 0;
            for (; column <= row.Length - Vector<float>.Count; column += Vector<float>.Count)
                Vector.Max(new Vector<float>(bounds[column..]), Vector.Abs(new Vector<float>(row[column..]))).CopyTo(bounds[column..]);
            for (; column < row.Length; column++) bounds[column] = MathF.Max(bounds[column], MathF.Abs(row[column]));
        }
    }

    private static void Quantize(ReadOnlySpan<float> values, float inverse, Span<sbyte> quantized)
    {
        var index = 0;
        var factor = new Vector<float>(inverse);
        for (; index <= values.Length - Vector<sbyte>.Count; index += Vector<sbyte>.Count)
        {
            var part = values[index..];
            Narrow(Round(new Vector<float>(part) * factor), Round(new Vector<float>(part[Vector<float>.Count..]) * factor),
                Round(new Vector<float>(part[(2 * Vector<float>.Count)..]) * factor), Round(new Vector<float>(part[(3 * Vector<float>.Count)..]) * factor))
                .CopyTo(quantized[index..]);
        }
        for (; index < values.Length; index++) quantized[index] = Round(values[index] * inverse);
    }

    private static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> inverses, Span<sbyte> quantized)
    {
        for (var index = 0; index < values.Length; index++) quantized[index] = Round(values[index] * inverses[index]);
    }

    private static sbyte Round(float value) => (sbyte)Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero), -Largest, Largest);

    /// <summary>Round half away from zero: adding the largest float below one half and cutting off does it exactly for every value below 2^22.</summary>
    private static Vector<int> Round(Vector<float> values)
    {
        var half = Vector.BitwiseOr(Vector.BitwiseAnd(values, new Vector<float>(-0f)), new Vector<float>(0.49999997f));
        var bounded = Vector.Min(Vector.Max(values + half, new Vector<float>(-Largest)), new Vector<float>(Largest));
        return Vector.ConvertToInt32(bounded);
    }

    private static Vector<sbyte> Narrow(Vector<int> first, Vector<int> second, Vector<int> third, Vector<int> fourth) =>
        Vector.Narrow(Vector.Narrow(first, second), Vector.Narrow(third, fourth));
}
