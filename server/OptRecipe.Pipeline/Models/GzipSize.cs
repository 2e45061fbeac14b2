using System.IO.Compression;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Models;

/// <summary>How large bytes are after gzip at its best level: what a download or a compressed flash image takes.</summary>
public static class GzipSize
{
    public static long Of(IByteSource? source)
    {
        if (source is null) return 0;
        using var counter = new CountingStream();
        using (var gzip = new GZipStream(counter, CompressionLevel.SmallestSize))
        {
            var block = new byte[1 << 16];
            for (long at = 0; at < source.Length; at += block.Length)
            {
                var part = block.AsSpan(0, (int)Math.Min(block.Length, source.Length - at));
                source.Read(at, part);
                gzip.Write(part);
            }
        }
        return counter.Written;
    }

    /// <summary>Counts what is written and keeps nothing.</summary>
    private sealed class CountingStream : Stream
    {
        public long Written { get; private set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Written;
        public override long Position { get => Written; set => throw new NotSupportedException("a counting stream has one position"); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a counting stream keeps nothing");
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a counting stream has one position");
        public override void SetLength(long value) => throw new NotSupportedException("a counting stream keeps nothing");
        public override void Write(byte[] buffer, int offset, int count) => Written += count;
        public override void Write(ReadOnlySpan<byte> buffer) => Written += buffer.Length;
    }
}
