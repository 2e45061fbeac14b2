using System.Buffers.Binary;
using System.Text;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>The serialized form of a string tensor: count, offsets (one more than strings), bytes; numbers are int32, little-endian.</summary>
internal static class StringTensor
{
    public static byte[] Write(IReadOnlyList<string> strings)
    {
        var encoded = strings.Select(Encoding.UTF8.GetBytes).ToArray();
        var offset = checked(4 * (encoded.Length + 2));
        var bytes = new byte[checked(offset + encoded.Sum(text => text.Length))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, encoded.Length);
        for (var index = 0; index <= encoded.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + 4 * index), offset);
            if (index == encoded.Length) break;
            encoded[index].CopyTo(bytes, offset);
            offset += encoded[index].Length;
        }
        return bytes;
    }

    /// <exception cref="InvokeException">The bytes are no such form.</exception>
    public static string[] Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        var count = Int32(bytes, 0);
        if (count < 0 || count > (bytes.Length - 8) / 4) throw Malformed();
        var strings = new string[count];
        for (var index = 0; index < count; index++)
        {
            var (start, end) = (Int32(bytes, 4 + 4 * index), Int32(bytes, 8 + 4 * index));
            if (start < 0 || end < start || end > bytes.Length) throw Malformed();
            strings[index] = Encoding.UTF8.GetString(bytes[start..end]);
        }
        return strings;
    }

    private static int Int32(ReadOnlySpan<byte> bytes, int offset) => offset + 4 <= bytes.Length ? BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]) : throw Malformed();

    private static InvokeException Malformed() => new("a string tensor's bytes are not a count, offsets and characters");
}
