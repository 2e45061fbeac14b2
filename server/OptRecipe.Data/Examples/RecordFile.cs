using System.Buffers.Binary;
using OptRecipe.Data.Bytes;

namespace OptRecipe.Data.Examples;

/// <summary>A TFRecord file: records of a length, its checksum, data and their checksum. Lengths are walked through once, data are read when asked for. Thread-safe.</summary>
public sealed class RecordFile : IDisposable
{
    private const int HeadBytes = 12, TailBytes = 4;

    private readonly IRandomBytes _bytes;
    private readonly List<long> _starts = [];

    /// <param name="bytes">Disposed with the file.</param>
    /// <exception cref="DataFormatException">A length does not fit its checksum, or the file ends within a record.</exception>
    public RecordFile(IRandomBytes bytes)
    {
        _bytes = bytes;
        for (long at = 0; at < bytes.Length;)
        {
            _starts.Add(at);
            at += HeadBytes + Length(at) + TailBytes;
        }
    }

    public int Count => _starts.Count;

    /// <exception cref="DataFormatException">The data do not fit their checksum.</exception>
    public byte[] Read(int index)
    {
        var start = _starts[index];
        var data = new byte[checked((int)Length(start) + TailBytes)];
        _bytes.Read(start + HeadBytes, data);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(^TailBytes)) != Checksums.MaskedCrc32C(data.AsSpan(..^TailBytes)))
            throw new DataFormatException($"record {index} does not fit its checksum: the file is damaged");
        return data[..^TailBytes];
    }

    public void Dispose() => _bytes.Dispose();

    private long Length(long at)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (at + HeadBytes > _bytes.Length) throw new DataFormatException($"it ends within record {_starts.Count - 1}");
        _bytes.Read(at, head);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) != Checksums.MaskedCrc32C(head[..8]))
            throw new DataFormatException(at == 0 && head is [0x1F, 0x8B, ..] ? "it is compressed with gzip; unpack it first" : $"the length of record {_starts.Count - 1} does not fit its checksum: the file is damaged or no TFRecord file");
        var left = _bytes.Length - at - HeadBytes - TailBytes;
        if (left < 0 || length > (ulong)left || length > int.MaxValue - TailBytes) throw new DataFormatException($"record {_starts.Count - 1} claims {length} bytes, {Math.Max(left, 0)} are left");
        return (long)length;
    }
}
