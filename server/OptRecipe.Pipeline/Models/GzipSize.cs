using System.Buffers.Binary;
using System.IO.Hashing;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Models;

/// <summary>How large bytes are after gzip: what a download or a compressed flash image takes.</summary>
public static class GzipSize
{
    private const int KeyBytes = 16, EntryBytes = KeyBytes + sizeof(long);

    /// <param name="threads">Null: as many as there are processors.</param>
    public static long Of(IByteSource? source, int? threads = null)
    {
        if (source is null) return 0;
        using var counter = new GzipCountingStream(threads ?? Environment.ProcessorCount);
        Read(source, counter.Write);
        return counter.GzipBytes;
    }

    /// <summary>The same, remembered by the bytes: hashing them takes a hundredth of the time.</summary>
    public static long Of(IByteSource? source, ICacheStore store)
    {
        if (source is null) return 0;
        var key = Hash(source);
        var name = Convert.ToHexStringLower(key) + ".gzip";
        if (store.Read(name) is { Length: EntryBytes } known && known.AsSpan(0, KeyBytes).SequenceEqual(key)) return BinaryPrimitives.ReadInt64LittleEndian(known.AsSpan(KeyBytes));
        var size = Of(source);
        var entry = new byte[EntryBytes];
        key.CopyTo(entry, 0);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(KeyBytes), size);
        store.Write(name, entry);
        return size;
    }

    /// <summary>What tells bytes from others: XXH3, 128 bits, in lower-case hexadecimal.</summary>
    public static string? NameOf(IByteSource? source) => source is null ? null : Convert.ToHexStringLower(Hash(source));

    private static byte[] Hash(IByteSource source)
    {
        var hash = new XxHash128();
        Read(source, hash.Append);
        return hash.GetCurrentHash();
    }

    private static void Read(IByteSource source, Action<ReadOnlySpan<byte>> take)
    {
        var block = new byte[1 << 16];
        for (long at = 0; at < source.Length; at += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, source.Length - at));
            source.Read(at, part);
            take(part);
        }
    }
}
