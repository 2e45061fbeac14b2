using System.Numerics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Float32 weights to int8, symmetric, −127…127, zero point 0, bit for bit as the converter's MLIR quantizer does it in dynamic range: scale = max|w| / 127 in double,
/// stored as float32; halves are rounded away from zero. A range below 1e-6 is widened to that, so that no scale is zero or subnormal.</summary>
/// <remarks>Per tensor q = w × (127 / max|w|) in float32; per channel q = w / scale in double with the scale before it is cut to float32. The second is measured:
/// quantization.md §3 says w × float(1 / scale), which misses a weight of digits_cnn and one of shapes_mnv3.</remarks>
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
        var exact = new double[channels];
        var bounds = new float[channels];
        Bounds(weights, channels, inner, bounds);
        for (var channel = 0; channel < channels; channel++)
        {
            exact[channel] = Scale(bounds[channel]);
            scales[channel] = (float)exact[channel];
        }
        if (inner == 1)
            for (var row = 0; row < outer; row++) Divide(weights.Slice(row * channels, channels), exact, quantized.Slice(row * channels, channels));
        else
            for (var row = 0; row < outer * channels; row++) Divide(weights.Slice(row * inner, inner), exact[row % channels], quantized.Slice(row * inner, inner));
    }

    /// <summary>The largest magnitude of each channel of a tensor seen as [outer, channels, inner]; not a number where a value is none.</summary>
    public static void Bounds(ReadOnlySpan<float> weights, int channels, int inner, Span<float> bounds)
    {
        bounds.Clear();
        if (inner == 1 && channels > 1) LargestMagnitudes(weights, bounds);
        else
            for (var row = 0; row < (inner == 0 ? 0 : weights.Length / inner); row++)
                bounds[row % channels] = MathF.Max(bounds[row % channels], LargestMagnitude(weights.Slice(row * inner, inner)));
    }

    /// <summary>q = w × factor of the channel in float32, rounded half away from zero, cut to ±127.</summary>
    public static void Multiply(ReadOnlySpan<float> weights, int channels, int inner, ReadOnlySpan<float> factors, Span<sbyte> quantized)
    {
        if (inner == 1 && channels > 1)
            for (var start = 0; start < weights.Length; start += channels)
                for (var channel = 0; channel < channels; channel++) quantized[start + channel] = Round(weights[start + channel] * factors[channel]);
        else
            for (var row = 0; row < (inner == 0 ? 0 : weights.Length / inner); row++) Quantize(weights.Slice(row * inner, inner), factors[row % channels], quantized.Slice(row * inner, inner));
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

    private static void Divide(ReadOnlySpan<float> values, double scale, Span<sbyte> quantized)
    {
        var index = 0;
        var divisor = new Vector<double>(scale);
        for (; index <= values.Length - Vector<sbyte>.Count; index += Vector<sbyte>.Count)
        {
            var part = values[index..];
            Narrow(Round(new(part), divisor), Round(new(part[Vector<float>.Count..]), divisor), Round(new(part[(2 * Vector<float>.Count)..]), divisor),
                Round(new(part[(3 * Vector<float>.Count)..]), divisor)).CopyTo(quantized[index..]);
        }
        for (; index < values.Length; index++) quantized[index] = Round(values[index] / scale);
    }

    /// <summary>Each column by its own scale.</summary>
    private static void Divide(ReadOnlySpan<float> values, ReadOnlySpan<double> scales, Span<sbyte> quantized)
    {
        for (var index = 0; index < values.Length; index++) quantized[index] = Round(values[index] / scales[index]);
    }

    private static sbyte Round(double value) => (sbyte)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), -Largest, Largest);

    /// <summary>Rounds in double; the whole numbers that come out are exact in float32.</summary>
    private static Vector<int> Round(Vector<float> values, Vector<double> divisor)
    {
        Vector.Widen(values, out var low, out var high);
        return Vector.ConvertToInt32(Vector.Narrow(Round(low / divisor), Round(high / divisor)));
    }

    private static Vector<double> Round(Vector<double> values)
    {
        var half = Vector.BitwiseOr(Vector.BitwiseAnd(values, new Vector<double>(-0d)), new Vector<double>(0.49999999999999994));
        return Vector.Truncate(Vector.Min(Vector.Max(values + half, new Vector<double>(-Largest)), new Vector<double>(Largest)));
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
