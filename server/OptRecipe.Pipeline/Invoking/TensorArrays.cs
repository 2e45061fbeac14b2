using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>Tensors as NumPy's arrays and back: stored values, never quantized or converted. Integers narrower than a byte take one each in an array, as LiteRT hands them out.</summary>
public static class TensorArrays
{
    private static readonly Dictionary<TensorType, NumPyType> Types = new()
    {
        [TensorType.Bool] = new('b', 1),
        [TensorType.Int2] = new('i', 1), [TensorType.Int4] = new('i', 1), [TensorType.UInt4] = new('u', 1),
        [TensorType.Int8] = new('i', 1), [TensorType.Int16] = new('i', 2), [TensorType.Int32] = new('i', 4), [TensorType.Int64] = new('i', 8),
        [TensorType.UInt8] = new('u', 1), [TensorType.UInt16] = new('u', 2), [TensorType.UInt32] = new('u', 4), [TensorType.UInt64] = new('u', 8),
        [TensorType.Float16] = new('f', 2), [TensorType.Float32] = new('f', 4), [TensorType.Float64] = new('f', 8),
        [TensorType.Complex64] = new('c', 8), [TensorType.Complex128] = new('c', 16),
        [TensorType.String] = new('U', 1),
        [TensorType.Resource] = new('i', 4),
    };

    /// <summary>The array type that holds a tensor's values (of text with any width); null where there is none.</summary>
    public static NumPyType? TypeOf(TensorType type) => Types.TryGetValue(type, out var found) ? found : null;

    public static bool Holds(NumPyType array, TensorType type) => TypeOf(type) is { } expected && (array == expected || array.IsText && expected.IsText);

    /// <summary>Whether several elements share a byte.</summary>
    internal static bool IsPacked(TensorType type) => TensorSize.BitsPerElement(type) is > 0 and < 8;

    /// <summary>A tensor's values as they are now.</summary>
    /// <exception cref="InvokeException">No array holds such a type.</exception>
    public static NumPyArray Of(RuntimeTensor tensor) => Of(tensor.Type, tensor.Shape, tensor.Bytes)
        ?? throw new InvokeException($"tensor `{tensor.Name}` is {tensor.Type.Name()}, which no NumPy array holds");

    /// <summary>Bytes as a runtime holds them; null where no array holds the type.</summary>
    public static NumPyArray? Of(TensorType type, int[] shape, ReadOnlySpan<byte> bytes)
    {
        if (TypeOf(type) is not { } array) return null;
        if (array.IsText) return NumPyArray.OfStrings(TextBytes.Read(bytes), shape);
        return new(array, shape, IsPacked(type) ? Unpack(bytes, TensorSize.BitsPerElement(type), checked((int)TensorShape.Count(shape)), type != TensorType.UInt4) : bytes.ToArray());
    }

    /// <summary>An array's values as a tensor of this type holds them; what does not fit narrow integers loses its upper bits.</summary>
    public static byte[] ToBytes(NumPyArray array, TensorType type) =>
        array.Type.IsText ? TextBytes.Write(array.ToStrings()) : IsPacked(type) ? Pack(array.Bytes, TensorSize.BitsPerElement(type)) : array.Bytes;

    /// <summary>Elements stand low bits first.</summary>
    private static byte[] Unpack(ReadOnlySpan<byte> packed, int bits, int count, bool isSigned)
    {
        var values = new byte[count];
        var (perByte, unused) = (8 / bits, 8 - bits);
        for (var index = 0; index < count; index++)
        {
            var shifted = (byte)(packed[index / perByte] >> (index % perByte * bits) << unused);
            values[index] = isSigned ? (byte)((sbyte)shifted >> unused) : (byte)(shifted >> unused);
        }
        return values;
    }

    private static byte[] Pack(byte[] values, int bits)
    {
        var perByte = 8 / bits;
        var packed = new byte[(values.Length + perByte - 1) / perByte];
        for (var index = 0; index < values.Length; index++) packed[index / perByte] |= (byte)((values[index] & ((1 << bits) - 1)) << (index % perByte * bits));
        return packed;
    }
}
