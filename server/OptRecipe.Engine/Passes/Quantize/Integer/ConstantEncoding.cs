using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Constants that stand beside activations (operands of ADD, paddings of PADV2), LSTM and SVDF coefficients in int16.</summary>
/// <remarks>facts: quantization.md §3, §5.3.</remarks>
internal static class ConstantEncoding
{
    private const float Largest = 127;

    /// <summary>The flatbuffer quantizer's int8 form of a constant: symmetric; scale 1 for zeros.</summary>
    public static IntegerForm FlatbufferForm(float bound) => new(TensorType.Int8, bound == 0 ? 1 : bound / Largest, 0);

    /// <summary>Values in a form: int8 by round(x / scale + zero point) in double; int16 and the flatbuffer quantizer's own symmetric int8 by x × factor in float32.</summary>
    public static byte[] Encode(ReadOnlySpan<float> values, IntegerForm form, QuantizeNumerics numerics)
    {
        if (numerics == QuantizeNumerics.AiEdgeQuantizer) return HalfEvenEncoding.Constant(values, form);
        if (form.Type == TensorType.Int16) return Encode16(values, form.Scale);
        var bytes = new byte[values.Length];
        var target = MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan());
        var bound = 0f;
        foreach (var value in values) bound = Math.Max(bound, Math.Abs(value));
        if (numerics != QuantizeNumerics.Converter && form == FlatbufferForm(bound))
            for (var index = 0; index < values.Length; index++) target[index] = Round(values[index] * (bound == 0 ? 0 : Largest / bound), -127);
        else
            for (var index = 0; index < values.Length; index++) target[index] = Round(values[index] / (double)form.Scale + form.ZeroPoint, -128);
        return bytes;
    }

    /// <summary>Int16 with zero point 0, cut to ±32,767.</summary>
    public static byte[] Encode16(ReadOnlySpan<float> values, float scale)
    {
        var bytes = new byte[2 * values.Length];
        var target = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        var factor = WeightEncoding.FactorOf(scale);
        for (var index = 0; index < values.Length; index++)
            target[index] = (short)Math.Clamp(MathF.Round(values[index] * factor, MidpointRounding.AwayFromZero), -short.MaxValue, short.MaxValue);
        return bytes;
    }

    private static sbyte Round(float value, int smallest) => (sbyte)Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero), smallest, 127);
    private static sbyte Round(double value, int smallest) => (sbyte)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), smallest, 127);
}
