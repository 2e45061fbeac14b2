using System.Diagnostics.CodeAnalysis;

namespace OptRecipe.TFLite.Tests;

/// <summary>A file of any length that keeps only the blocks which are not all zero.</summary>
internal sealed class SparseStream : Stream, IByteSource
{
    private const int BlockSize = 1 << 16;
    private readonly Dictionary<long, byte[]> _blocks = [];
    private long _length;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _length;
    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var within = (int)(_length % BlockSize);
            var part = buffer[..Math.Min(buffer.Length, BlockSize - within)];
            if (part.IndexOfAnyExcept((byte)0) >= 0)
            {
                if (!_blocks.TryGetValue(_length / BlockSize, out var block)) _blocks[_length / BlockSize] = block = new byte[BlockSize];
                part.CopyTo(block.AsSpan(within));
            }
            _length += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var within = (int)(offset % BlockSize);
            var part = destination[..Math.Min(destination.Length, BlockSize - within)];
            if (_blocks.TryGetValue(offset / BlockSize, out var block)) block.AsSpan(within, part.Length).CopyTo(part);
            else part.Clear();
            offset += part.Length;
            destination = destination[part.Length..];
        }
    }

    public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public override void Flush() { }
    [ExcludeFromCodeCoverage] public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    [ExcludeFromCodeCoverage] public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    [ExcludeFromCodeCoverage] public override void SetLength(long value) => throw new NotSupportedException();
}
