using System.Buffers;

namespace OptRecipe.TFLite.Files;

internal static class ByteRanges
{
    private const int ChunkSize = 1 << 16;

    /// <summary>Whether two ranges hold the same bytes; reads by chunks.</summary>
    public static bool SameBytes(ByteRange left, ByteRange right)
    {
        if (left.Length != right.Length) return false;
        if (left == right) return true;
        var leftChunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var rightChunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (long done = 0; done < left.Length; done += ChunkSize)
            {
                var part = (int)Math.Min(ChunkSize, left.Length - done);
                left.CopyTo(done, leftChunk.AsSpan(0, part));
                right.CopyTo(done, rightChunk.AsSpan(0, part));
                if (!leftChunk.AsSpan(0, part).SequenceEqual(rightChunk.AsSpan(0, part))) return false;
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(leftChunk);
            ArrayPool<byte>.Shared.Return(rightChunk);
        }
    }
}
