namespace OptRecipe.Pipeline.Models;

/// <summary>A stream that takes bytes in one direction and knows how many there were.</summary>
public abstract class WriteOnlyStream : Stream
{
    private long _length;

    public sealed override bool CanRead => false;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => true;
    public sealed override long Length => _length;
    public sealed override long Position { get => _length; set => throw new NotSupportedException("bytes are taken in one direction"); }
    public override void Flush() { }
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("bytes that were taken are gone");
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("bytes are taken in one direction");
    public sealed override void SetLength(long value) => throw new NotSupportedException("bytes are taken in one direction");
    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        Take(buffer);
    }

    /// <summary>What becomes of the bytes.</summary>
    protected abstract void Take(ReadOnlySpan<byte> bytes);
}
