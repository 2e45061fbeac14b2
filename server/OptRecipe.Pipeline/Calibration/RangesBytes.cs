using System.Buffers.Binary;
using System.Security.Cryptography;
using OptRecipe.Engine.Calibration;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>Ranges as an entry of the cache: mark, key, count, then subgraph, tensor, minimum and maximum of each, little-endian, and a SHA-256 of all that.</summary>
internal static class RangesBytes
{
    private const int RowBytes = 16, HashBytes = SHA256.HashSizeInBytes;
    private static ReadOnlySpan<byte> Mark => "OptRecipe ranges 1\n"u8;

    public static byte[] Write(TensorRanges ranges, ReadOnlySpan<byte> key)
    {
        var head = Mark.Length + key.Length + 4;
        var bytes = new byte[head + ranges.Count * RowBytes + HashBytes];
        Mark.CopyTo(bytes);
        key.CopyTo(bytes.AsSpan(Mark.Length));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(head - 4), ranges.Count);
        var at = head;
        foreach (var (subgraph, tensor, range) in ranges.All)
        {
            var row = bytes.AsSpan(at, RowBytes);
            BinaryPrimitives.WriteInt32LittleEndian(row, subgraph);
            BinaryPrimitives.WriteInt32LittleEndian(row[4..], tensor);
            BinaryPrimitives.WriteSingleLittleEndian(row[8..], range.Minimum);
            BinaryPrimitives.WriteSingleLittleEndian(row[12..], range.Maximum);
            at += RowBytes;
        }
        SHA256.HashData(bytes.AsSpan(0, at), bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Null for anything but an undamaged entry of this key.</summary>
    public static TensorRanges? Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        var head = Mark.Length + key.Length + 4;
        if (bytes.Length < head + HashBytes || !bytes.StartsWith(Mark) || !bytes[Mark.Length..].StartsWith(key)) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[(head - 4)..]);
        if (count < 0 || bytes.Length != head + (long)count * RowBytes + HashBytes) return null;
        if (!SHA256.HashData(bytes[..^HashBytes]).AsSpan().SequenceEqual(bytes[^HashBytes..])) return null;
        var ranges = new Dictionary<(int, int), TensorRange>(count);
        for (var index = 0; index < count; index++)
        {
            var row = bytes.Slice(head + index * RowBytes, RowBytes);
            var place = (BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt32LittleEndian(row[4..]));
            if (!ranges.TryAdd(place, new(BinaryPrimitives.ReadSingleLittleEndian(row[8..]), BinaryPrimitives.ReadSingleLittleEndian(row[12..])))) return null;
        }
        return new(ranges);
    }
}
