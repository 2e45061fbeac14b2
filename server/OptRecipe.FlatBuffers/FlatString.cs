using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace OptRecipe.FlatBuffers;

/// <summary>Strings of a FlatBuffer: UTF-8. Bytes that are not UTF-8 become the lone surrogates U+DC80 to U+DCFF and turn back into the same bytes when written.</summary>
public static class FlatString
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        // No byte gives more than one UTF-16 code unit.
        var text = new char[bytes.Length];
        var length = 0;
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done) length += rune.EncodeToUtf16(text.AsSpan(length));
            else
                for (var index = 0; index < used; index++) text[length++] = (char)(0xDC00 + bytes[index]);
            bytes = bytes[used..];
        }
        return new(text, 0, length);
    }

    public static byte[] Encode(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uDC80', '\uDCFF') < 0) return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[3 * text.Length];
        var length = 0;
        for (var index = 0; index < text.Length;)
        {
            var status = Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var used);
            if (status != OperationStatus.Done && text[index] is >= '\uDC80' and <= '\uDCFF') bytes[length++] = (byte)(text[index] - 0xDC00);
            else length += rune.EncodeToUtf8(bytes.AsSpan(length));
            index += used;
        }
        return bytes[..length];
    }

    internal static string Read(FlatBufferReader reader, long position)
    {
        var vector = FlatVector.At(reader, position, 1);
        reader.Visit(position, Math.Min(reader.Length, vector.Start + vector.Count + 1));
        if (vector.Count <= 512)
        {
            Span<byte> few = stackalloc byte[vector.Count];
            reader.Copy(vector.Start, few);
            return Decode(reader, few, position);
        }
        reader.Charge(vector.Count + 24, position);
        var bytes = new byte[vector.Count];
        reader.Copy(vector.Start, bytes);
        return Decode(reader, bytes, position);
    }

    /// <summary>Text that is not UTF-8 is put together in a second array.</summary>
    private static string Decode(FlatBufferReader reader, ReadOnlySpan<byte> bytes, long position)
    {
        reader.Charge((Utf8.IsValid(bytes) ? 2L : 4L) * bytes.Length + 24, position);
        return Decode(bytes);
    }
}
