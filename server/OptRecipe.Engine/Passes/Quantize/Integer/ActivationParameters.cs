using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Scales and zero points from ranges, as the converter's two quantizers compute them. Ranges are stretched to hold 0.</summary>
/// <remarks>facts: quantization.md §4. Where one computes in double and the other in float32 the difference reaches the last bit of a zero point, rarely.</remarks>
internal static class ActivationParameters
{
    private const double SmallestRange = 1e-6;
    private const int Largest8 = 127, Smallest8 = -128, Steps8 = 255, Largest16 = 32767;

    /// <summary>Int8, asymmetric, by the MLIR quantizer: a range below 1e-6 is widened, the scale is taken in float32, the zero point in double before it is rounded.</summary>
    public static IntegerForm Converter8(TensorRange range)
    {
        double low = Math.Min(range.Minimum, 0.0), high = Math.Max(range.Maximum, 0.0);
        if (high - low <= SmallestRange) (low, high) = (Math.Min(low, -SmallestRange / 2), Math.Max(high, SmallestRange / 2));
        var scale = ((float)high - (float)low) / Steps8;
        return new(TensorType.Int8, scale, ZeroPoint((float)(Smallest8 - low / scale)));
    }

    /// <summary>Int8, asymmetric, by the flatbuffer quantizer: float32 throughout. A tensor that was always 0 gets the MLIR quantizer's form instead of a scale of 0, which kernels divide by.</summary>
    public static IntegerForm Flatbuffer8(TensorRange range)
    {
        float low = Math.Min(range.Minimum, 0f), high = Math.Max(range.Maximum, 0f);
        var scale = (high - low) / Steps8;
        return scale == 0 ? Converter8(range) : new(TensorType.Int8, scale, ZeroPoint(Smallest8 - low / scale));
    }

    /// <summary>Ai-edge-quantizer's: float32 throughout, a range below 1e-9 counts as that, the zero point is rounded half to even. Int16 and symmetric int8 have zero point 0.</summary>
    public static IntegerForm AiEdge(TensorRange range, TensorType type, bool isSymmetric)
    {
        if (type == TensorType.Int16 || isSymmetric) return new(type, Math.Max(Bound(range), WeightScales.SmallestBound) / (type == TensorType.Int16 ? Largest16 : Largest8), 0);
        float low = Math.Min(range.Minimum, 0f), high = Math.Max(range.Maximum, 0f);
        var scale = Math.Max(high - low, WeightScales.SmallestBound) / Steps8;
        var form = new IntegerForm(TensorType.Int8, scale, (long)Math.Clamp(MathF.Round(Smallest8 - low / scale, MidpointRounding.ToEven), Smallest8, Largest8));
        return type == TensorType.UInt8 ? form.AsUnsigned() : form;
    }

    /// <summary>Int8 with zero point 0 in −127…127.</summary>
    public static IntegerForm Symmetric8(TensorRange range) => new(TensorType.Int8, Math.Max(Bound(range) / Largest8, SmallestNormal), 0);

    /// <summary>Int16 with zero point 0 in −32,767…32,767.</summary>
    public static IntegerForm Symmetric16(TensorRange range) => new(TensorType.Int16, Math.Max(Bound(range) / Largest16, SmallestNormal), 0);

    /// <summary>Int16 with the power of two between 1 and 1,024 that covers the range (an LSTM's cell state).</summary>
    public static IntegerForm PowerOfTwo16(TensorRange range)
    {
        var bound = Bound(range);
        var power = 0;
        while (power < 10 && 1 << power < bound) power++;
        return new(TensorType.Int16, (1 << power) / 32768f, 0);
    }

    /// <summary>The smallest number that all kernels and delegates take for a scale.</summary>
    public static float SmallestNormal { get; } = BitConverter.Int32BitsToSingle(0x00800000);

    private static float Bound(TensorRange range) => Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum));

    private static long ZeroPoint(float exact) => (long)Math.Clamp(MathF.Round(exact, MidpointRounding.AwayFromZero), Smallest8, Largest8);
}
