using System.IO.Compression;

namespace OptRecipe.Pipeline.Models;

/// <summary>Takes bytes, keeps none, and says how many there were and how many gzip at its usual level makes of them (the best one takes five times as long for less than 1 %).</summary>
public sealed class GzipCountingStream : Stream
{
    private readonly Counter _compressed = new();
    private readonly GZipStream _gzip;

    public GzipCountingStream() => _gzip = new(_compressed, CompressionLevel.Optimal);

    public long FileBytes { get; private set; }

    /// <summary>Ends the stream: nothing may be written any more.</summary>
    public long GzipBytes
    {
        get
        {
            _gzip.Dispose();
            return _compressed.Count;
        }
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => FileBytes;
    public override long Position { get => FileBytes; set => throw new NotSupportedException("bytes are counted in one direction"); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("counted bytes are gone");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("bytes are counted in one direction");
    public override void SetLength(long value) => throw new NotSupportedException("bytes are counted in one direction");
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        FileBytes += buffer.Length;
        _gzip.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Counter : Stream
    {
        public long Count { get; private set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Count;
        public override long Position { get => Count; set => throw new NotSupportedException("bytes are counted in one direction"); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("counted bytes are gone");
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("bytes are counted in one direction");
        public override void SetLength(long value) => throw new NotSupportedException("bytes are counted in one direction");
        public override void Write(byte[] buffer, int offset, int count) => Count += count;
        public override void Write(ReadOnlySpan<byte> buffer) => Count += buffer.Length;
    }
}
