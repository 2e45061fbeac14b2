using System.Runtime.InteropServices;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Data;

/// <summary>Values as the bytes that an input takes.</summary>
internal static class InputBytes
{
    /// <summary>Whether an array's values go in as they are: the type is the input's, of a quantized one the stored integers.</summary>
    public static bool IsStored(NumPyType array, ModelInput input) => TensorArrays.Holds(array, input.Type);

    /// <summary>Whether the conversion exists at all.</summary>
    public static bool CanHold(NumPyType array, ModelInput input) =>
        IsStored(array, input) || array.Letter is not ('U' or 'c') && (input.TakesNumbers ? !input.Quantization.IsPerChannel && IsReal(input.Type) : Range(input.Type) is not null || input.Type == TensorType.Bool);

    /// <summary>An array that nothing was done to.</summary>
    /// <exception cref="DataFormatException">A value has no place in the input's type.</exception>
    public static byte[] Of(NumPyArray array, ModelInput input)
    {
        if (IsStored(array.Type, input)) return TensorArrays.ToBytes(array, input.Type);
        if (!CanHold(array.Type, input)) throw new DataFormatException($"the array is {array.Type.Name}; the input takes {input.Type.Name()}");
        return input.TakesNumbers ? Of(array.ToSingles(), input) : Integers(array, input);
    }

    /// <summary>Real numbers: rounded to the input's type, quantized by its scale and zero point as QUANTIZE does it.</summary>
    /// <exception cref="DataFormatException">A number that is none goes into a quantized input.</exception>
    public static byte[] Of(ReadOnlySpan<float> values, ModelInput input) => input.Type switch
    {
        TensorType.Float32 => MemoryMarshal.AsBytes(values).ToArray(),
        TensorType.Float16 => Each(values, value => (Half)value),
        TensorType.Float64 => Each(values, value => (double)value),
        TensorType.BFloat16 => Each(values, RoundedBFloat16),
        TensorType.Int8 => Quantized(values, input, sbyte.MinValue, sbyte.MaxValue, q => (sbyte)q),
        TensorType.UInt8 => Quantized(values, input, byte.MinValue, byte.MaxValue, q => (byte)q),
        TensorType.Int16 => Quantized(values, input, short.MinValue, short.MaxValue, q => (short)q),
        TensorType.Int32 => Quantized(values, input, int.MinValue, int.MaxValue, q => q),
        _ => throw new DataFormatException($"the input takes {input.Type.Name()}, which data are not converted to"),
    };

    private static bool IsReal(TensorType type) =>
        type is TensorType.Float32 or TensorType.Float16 or TensorType.Float64 or TensorType.BFloat16 or TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.Int32;

    private static byte[] Each<T>(ReadOnlySpan<float> values, Func<float, T> convert) where T : unmanaged
    {
        var bytes = new byte[checked(values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>())];
        var target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var index = 0; index < values.Length; index++) target[index] = convert(values[index]);
        return bytes;
    }

    /// <summary>The upper half of a float32, rounded to even.</summary>
    private static ushort RoundedBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)(bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }

    private static byte[] Quantized<T>(ReadOnlySpan<float> values, ModelInput input, int lowest, int highest, Func<int, T> store) where T : unmanaged
    {
        var (scale, zeroPoint) = (input.Quantization.Scale, input.Quantization.ZeroPoint);
        return Each(values, value => float.IsNaN(value) ? throw new DataFormatException("it holds NaN, which no quantized input takes")
            : store((int)Math.Clamp(Math.Round((double)(value / scale), MidpointRounding.AwayFromZero) + zeroPoint, lowest, highest)));
    }

    private static byte[] Integers(NumPyArray array, ModelInput input)
    {
        var (lowest, highest) = Range(input.Type) ?? (0, 1);
        var values = array.ToSingles();
        var exact = array.Type.Letter is 'i' or 'u' or 'b' ? Wide(array) : null;
        var width = (int)Math.Max(TensorSize.Bytes(input.Type, 1), 1);
        var bytes = new byte[checked(values.Length * width)];
        for (var index = 0; index < values.Length; index++)
        {
            if (exact is null && values[index] != MathF.Truncate(values[index])) throw new DataFormatException($"it holds {values[index]}; the input takes {input.Type.Name()}, whole numbers");
            var value = exact is null ? (Int128)values[index] : exact[index];
            if (value < lowest || value > highest) throw new DataFormatException($"it holds {value}; the input takes {input.Type.Name()}, {lowest} to {highest}");
            var stored = (ulong)(Int128)(value & ulong.MaxValue);
            for (var part = 0; part < width; part++) bytes[index * width + part] = (byte)(stored >> (8 * part));
        }
        return bytes;
    }

    private static Int128[] Wide(NumPyArray array)
    {
        var wide = new Int128[array.Count];
        for (var index = 0; index < wide.Length; index++)
        {
            wide[index] = (array.Type.Letter, array.Type.Width) switch
            {
                ('i', 1) => array.As<sbyte>()[index],
                ('i', 2) => array.As<short>()[index],
                ('i', 4) => array.As<int>()[index],
                ('i', 8) => array.As<long>()[index],
                ('u', 2) => array.As<ushort>()[index],
                ('u', 4) => array.As<uint>()[index],
                ('u', 8) => array.As<ulong>()[index],
                _ => array.As<byte>()[index],
            };
        }
        return wide;
    }

    private static (Int128 Lowest, Int128 Highest)? Range(TensorType type) => type switch
    {
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TensorType.Int32 => (int.MinValue, int.MaxValue),
        TensorType.UInt32 => (uint.MinValue, uint.MaxValue),
        TensorType.Int64 => (long.MinValue, long.MaxValue),
        TensorType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        _ => null,
    };
}
