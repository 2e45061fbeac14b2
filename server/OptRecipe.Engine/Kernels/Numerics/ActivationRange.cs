using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The range that a fused activation leaves, in real numbers and in quantized ones.</summary>
public static class ActivationRange
{
    /// <summary>Bounds in float32; without activation the finite range, to which the reference kernels clamp infinities.</summary>
    /// <exception cref="NotSupportedException">TANH or SIGN_BIT, which no kernel fuses.</exception>
    public static (float Min, float Max) Single(ActivationFunctionType activation) => activation switch
    {
        ActivationFunctionType.None => (float.MinValue, float.MaxValue),
        ActivationFunctionType.Relu => (0, float.MaxValue),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        ActivationFunctionType.Relu6 => (0, 6),
        _ => throw new NotSupportedException($"{activation} is not a range"),
    };

    /// <summary>Bounds of the stored numbers of an output: those of the activation, quantized with halves away from zero, cut to the type.</summary>
    public static (int Min, int Max) Quantized(ActivationFunctionType activation, RuntimeTensor output)
    {
        var (lowest, highest) = TypeRange(output.Type);
        if (activation == ActivationFunctionType.None) return (lowest, highest);
        var (min, max) = Single(activation);
        return (Math.Max(lowest, Quantize(min)), max == float.MaxValue ? highest : Math.Min(highest, Quantize(max)));

        int Quantize(float value) => output.ZeroPoint + (int)MathF.Round(value / output.Scale, MidpointRounding.AwayFromZero);
    }

    /// <summary>The numbers that an integer type stores.</summary>
    public static (int Min, int Max) TypeRange(TensorType type) => type switch
    {
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TensorType.Int4 => (-8, 7),
        TensorType.Int2 => (-2, 1),
        TensorType.UInt4 => (0, 15),
        _ => (int.MinValue, int.MaxValue),
    };
}
