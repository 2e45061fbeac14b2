using System.Runtime.InteropServices;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Biases: q = b × float(1 / scale), rounded half away from zero and cut symmetrically, with scale = input scale × weight scale.</summary>
/// <remarks>facts: quantization.md §6, §5.2.</remarks>
internal static class BiasEncoding
{
    /// <summary>The most that a bias may take of an int32, so that the sum of products has room: the MLIR quantizer's guard.</summary>
    private const int Half = int.MaxValue / 2;

    public static float Scale(float input, float weight) => (float)((double)input * weight);

    /// <summary>The weights' scale that keeps a bias within half of int32; the scale itself when it already does.</summary>
    public static float Guarded(QuantizeNumerics numerics, float bias, float input, float weight, bool isPerChannel)
    {
        var magnitude = Math.Abs(bias);
        if (numerics == QuantizeNumerics.Converter)
        {
            var share = magnitude / (double)Scale(input, weight);
            return share > Half || !isPerChannel && share == Half ? (float)((double)magnitude / Half / input) : weight;
        }
        return magnitude > 0 && magnitude >= 0.5 * input * weight * int.MaxValue ? (float)(2.0 * magnitude / int.MaxValue * (127f / input)) / 127f : weight;
    }

    /// <param name="type">Int32 or int64.</param>
    /// <param name="scales">One, or one for each value.</param>
    public static byte[] Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> scales, TensorType type)
    {
        var bytes = new byte[values.Length * (type == TensorType.Int64 ? 8 : 4)];
        var narrow = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        var wide = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
        for (var index = 0; index < values.Length; index++)
        {
            var rounded = MathF.Round(values[index] * WeightEncoding.FactorOf(scales[scales.Length == 1 ? 0 : index]), MidpointRounding.AwayFromZero);
            if (type == TensorType.Int64) wide[index] = Math.Max(Saturated64(rounded), -long.MaxValue);
            else narrow[index] = (int)Math.Clamp((double)rounded, -int.MaxValue, int.MaxValue);
        }
        return bytes;
    }

    private static long Saturated64(float value) => value >= 9.2233720368547758E18f ? long.MaxValue : value <= -9.2233720368547758E18f ? long.MinValue : (long)value;
}
