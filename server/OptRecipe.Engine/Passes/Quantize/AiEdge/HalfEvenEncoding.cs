using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Values as ai-edge-quantizer stores them: q = rint(x / scale + zero point) in float32, halves to even, cut to the type; 8 bits and more with zero point 0 leave the lowest number out.</summary>
/// <remarks>facts: quantization.md §3, §14.</remarks>
internal static class HalfEvenEncoding
{
    /// <summary>Weights of 8, 4 or 2 bits, narrower ones packed, the lowest bits first.</summary>
    public static byte[] Weights(ReadOnlySpan<float> values, WeightGroups groups, float[] scales, int[] zeroPoints, WeightOptions options)
    {
        var (smallest, largest) = (Smallest(options.Bits, options.IsSymmetric), WeightScales.Largest(options.Bits));
        var stored = new sbyte[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var group = groups.GroupOf(index);
            stored[index] = (sbyte)Round(values[index], scales[group], zeroPoints[group], smallest, largest);
        }
        return options.Bits == 8 ? MemoryMarshal.AsBytes(stored.AsSpan()).ToArray() : Pack(stored, options.Bits);
    }

    /// <summary>The smallest stored number of a width.</summary>
    public static int Smallest(int bits, bool isSymmetric) => -WeightScales.Largest(bits) - (bits >= 8 && isSymmetric ? 0 : 1);

    /// <summary>A constant beside activations.</summary>
    public static byte[] Constant(ReadOnlySpan<float> values, IntegerForm form)
    {
        var bytes = new byte[values.Length * (form.Type == TensorType.Int16 ? 2 : 1)];
        var narrow = MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan());
        var wide = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (var index = 0; index < values.Length; index++)
            if (form.Type == TensorType.Int16) wide[index] = (short)Round(values[index], form.Scale, 0, -short.MaxValue, short.MaxValue);
            else narrow[index] = (sbyte)Round(values[index], form.Scale, form.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        return bytes;
    }

    /// <summary>A bias of 32 bits, or of 64 that hold no more. Values beyond them stand at the end of the range (the tool lets positive ones fall to the lowest number).</summary>
    public static byte[] Bias(ReadOnlySpan<float> values, ReadOnlySpan<float> scales, TensorType type)
    {
        var bytes = new byte[values.Length * (type == TensorType.Int64 ? 8 : 4)];
        var narrow = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        var wide = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
        for (var index = 0; index < values.Length; index++)
        {
            var rounded = Math.Clamp((double)MathF.Round(values[index] / scales[scales.Length == 1 ? 0 : index], MidpointRounding.ToEven), -int.MaxValue, int.MaxValue);
            if (type == TensorType.Int64) wide[index] = (long)rounded;
            else narrow[index] = (int)rounded;
        }
        return bytes;
    }

    public static float Round(float value, float scale, long zeroPoint, int smallest, int largest) => Math.Clamp(MathF.Round(value / scale + zeroPoint, MidpointRounding.ToEven), smallest, largest);

    private static byte[] Pack(sbyte[] values, int bits)
    {
        var perByte = 8 / bits;
        var packed = new byte[(values.Length + perByte - 1) / perByte];
        for (var index = 0; index < values.Length; index++) packed[index / perByte] |= (byte)((values[index] & (1 << bits) - 1) << index % perByte * bits);
        return packed;
    }
}
