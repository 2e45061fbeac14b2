namespace OptRecipe.TFLite;

/// <summary>Bytes that can be read by range: memory, a file, or what a pass has yet to compute. Thread-safe.</summary>
public interface IByteSource
{
    long Length { get; }
    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>; throws <see cref="ModelFormatException"/> when the source ends before.</summary>
    void Read(long offset, Span<byte> destination);
    /// <summary>The bytes themselves where they are in memory already; false when they would have to be read.</summary>
    bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory);
}

/// <summary>A borrowed range of an <see cref="IByteSource"/>; the default value is empty. Copies nothing until asked.</summary>
public readonly record struct ByteRange(IByteSource? Source, long Offset, long Length)
{
    public bool IsEmpty => Length == 0;

    public static ByteRange Of(byte[] bytes) => new(new MemoryByteSource(bytes), 0, bytes.Length);

    /// <summary>The bytes, borrowed when they are in memory, read otherwise; at most 2 GiB.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (Source is null || Length == 0) return default;
        if (Source.TryBorrow(Offset, checked((int)Length), out var memory)) return memory;
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        Source.Read(Offset, bytes);
        return bytes;
    }

    public void CopyTo(long from, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + destination.Length, Length);
        Source?.Read(Offset + from, destination);
    }

    public ByteRange Slice(long from, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - from);
        return new(Source, Offset + from, length);
    }
}

/// <summary>Bytes in memory.</summary>
public sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset + destination.Length > bytes.Length) throw new ModelFormatException(offset, "the data end before this offset");
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
    }

    public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory)
    {
        if (offset < 0 || offset + length > bytes.Length) throw new ModelFormatException(offset, "the data end before this offset");
        memory = bytes.Slice((int)offset, length);
        return true;
    }
}

/// <summary>Data of known length that a plan has not computed; reading them is a bug of the caller.</summary>
public sealed class PlannedByteSource(long length) : IByteSource
{
    public long Length => length;
    public void Read(long offset, Span<byte> destination) => throw new InvalidOperationException("a plan holds no data");
    public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory) => throw new InvalidOperationException("a plan holds no data");
}
