using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Models;

/// <summary>How large bytes are after gzip: what a download or a compressed flash image takes.</summary>
public static class GzipSize
{
    public static long Of(IByteSource? source)
    {
        if (source is null) return 0;
        using var counter = new GzipCountingStream();
        var block = new byte[1 << 16];
        for (long at = 0; at < source.Length; at += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, source.Length - at));
            source.Read(at, part);
            counter.Write(part);
        }
        return counter.GzipBytes;
    }
}
