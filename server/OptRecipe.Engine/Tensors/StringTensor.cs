using System.Buffers.Binary;

namespace OptRecipe.Engine.Tensors;

/// <summary>The serialized form of a string tensor, to read: count, count + 1 offsets from the start, then the strings' bytes; the numbers are int32, little-endian.</summary>
public readonly ref struct StringTensor
{
    private readonly ReadOnlySpan<byte> _bytes;

    private StringTensor(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        Count = count;
    }

    public int Count { get; }

    public ReadOnlySpan<byte> this[int index] => _bytes[Offset(_bytes, index)..Offset(_bytes, index + 1)];

    /// <summary>Bytes before the first string.</summary>
    public static long HeaderByteCount(int count) => 4 * (count + 2L);

    /// <summary>The strings of a serialized form; no bytes at all are no strings.</summary>
    /// <returns>False where an offset does not rise or leaves the bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out StringTensor strings)
    {
        strings = default;
        if (bytes.IsEmpty) return true;
        var count = bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (count < 0 || HeaderByteCount(count) > bytes.Length) return false;
        var last = (int)HeaderByteCount(count);
        for (var index = 0; index <= count; index++)
        {
            var offset = Offset(bytes, index);
            if (offset < last || offset > bytes.Length) return false;
            last = offset;
        }
        strings = new(bytes, count);
        return true;
    }

    private static int Offset(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * (index + 1))..]);
}
