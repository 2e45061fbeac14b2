using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>A 16-bit floating-point format.</summary>
internal interface IFloat16Format
{
    static abstract float Decode(ushort bits);
    /// <summary>The nearest number, halves to even.</summary>
    static abstract ushort Encode(float value);
}

/// <summary>FLOAT16: IEEE 754 binary16.</summary>
internal readonly struct IeeeHalf : IFloat16Format
{
    public static float Decode(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);
    public static ushort Encode(float value) => BitConverter.HalfToUInt16Bits((Half)value);
}

/// <summary>BFLOAT16: the upper half of a float32.</summary>
internal readonly struct BrainFloat : IFloat16Format
{
    public static float Decode(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort Encode(float value)
    {
        if (float.IsNaN(value)) return (ushort)(float.IsNegative(value) ? 0xFFC0 : 0x7FC0);
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }
}

/// <summary>Loops of a function of float32 over FLOAT32, FLOAT16 and BFLOAT16.</summary>
internal static class FloatLoops
{
    /// <summary>Null for other types.</summary>
    public static ElementLoop? Of<TFunction>(TensorType type, TFunction function) where TFunction : struct, IUnaryFunction<float, float> => type switch
    {
        TensorType.Float32 => ElementLoop.Of<float, float, TFunction>(function),
        TensorType.Float16 => ElementLoop.Of<ushort, ushort, Lifted<IeeeHalf, TFunction>>(new(function)),
        TensorType.BFloat16 => ElementLoop.Of<ushort, ushort, Lifted<BrainFloat, TFunction>>(new(function)),
        _ => null,
    };

    /// <summary>The same with FLOAT32 in vectors.</summary>
    public static ElementLoop? Of<TFunction>(MicroKernelSet kernels, TensorType type, TFunction function) where TFunction : struct, IFloatFunction =>
        type == TensorType.Float32 ? FloatLoop.Of(kernels, function) : Of(type, function);

    private readonly struct Lifted<TFormat, TFunction>(TFunction function) : IUnaryFunction<ushort, ushort>
        where TFormat : struct, IFloat16Format where TFunction : struct, IUnaryFunction<float, float>
    {
        public ushort Apply(ushort x) => TFormat.Encode(function.Apply(TFormat.Decode(x)));
    }
}
