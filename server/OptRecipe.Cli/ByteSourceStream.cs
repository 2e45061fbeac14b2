using OptRecipe.TFLite;

namespace OptRecipe.Cli;

/// <summary>A byte source read from its beginning to its end; owns the source.</summary>
internal sealed class ByteSourceStream(IByteSource source) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => source.Length;
    public override long Position { get => _position; set => throw new NotSupportedException("the source is read in one direction"); }

    public override int Read(Span<byte> buffer)
    {
        var part = (int)Math.Min(buffer.Length, source.Length - _position);
        source.Read(_position, buffer[..part]);
        _position += part;
        return part;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("the source is read in one direction");
    public override void SetLength(long value) => throw new NotSupportedException("the source is only read");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the source is only read");

    protected override void Dispose(bool disposing)
    {
        if (disposing) (source as IDisposable)?.Dispose();
        base.Dispose(disposing);
    }
}
