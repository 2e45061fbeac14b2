namespace OptRecipe.Data.Bytes;

/// <summary>A stream over bytes that are read by range, for the framework's readers. Does not dispose them. Not thread-safe.</summary>
internal sealed class RandomBytesStream(IRandomBytes bytes) : Stream
{
    private long _position;

    /// <summary>Where the last read began and how many bytes it got.</summary>
    public (long Start, int Count) LastRead { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => bytes.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("a position is negative");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(bytes.Length - _position, 0, buffer.Length);
        if (count == 0) return 0;
        bytes.Read(_position, buffer[..count]);
        LastRead = (_position, count);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => bytes.Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("the bytes are only read");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the bytes are only read");
}
