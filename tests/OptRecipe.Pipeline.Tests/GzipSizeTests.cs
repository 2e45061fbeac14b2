using System.Collections.Concurrent;
using System.IO.Compression;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

public sealed class GzipSizeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData((3 << 20) + 12345)]
    public void The_size_is_that_of_a_gzip_file_of_members_of_one_mebibyte(int length)
    {
        var bytes = Bytes(length, 1);
        using var file = new MemoryStream();
        for (var start = 0; start == 0 || start < length; start += 1 << 20)
        {
            using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(bytes, start, Math.Min(1 << 20, length - start));
        }
        Assert.Equal(file.Length, GzipSize.Of(new MemoryByteSource(bytes)));
        file.Position = 0;
        using var back = new MemoryStream();
        using (var reading = new GZipStream(file, CompressionMode.Decompress)) reading.CopyTo(back);
        Assert.True(bytes.AsSpan().SequenceEqual(back.ToArray()));
    }

    [Fact]
    public void The_size_of_known_bytes_is_not_found_again()
    {
        var store = new Store();
        var source = new MemoryByteSource(Bytes(2 << 20, 1));
        var size = GzipSize.Of(source);
        Assert.Equal(size, GzipSize.Of(source, store));
        Assert.Equal((1, 1), (store.Entries.Count, store.Writes));
        Assert.Equal(size, GzipSize.Of(source, store));
        Assert.Equal(1, store.Writes);
        Assert.NotEqual(size, GzipSize.Of(new MemoryByteSource(Bytes(2 << 20, 2)), store));
        Assert.Equal((2, 2), (store.Entries.Count, store.Writes));
        // A damaged entry is no entry.
        foreach (var name in store.Entries.Keys) store.Entries[name] = store.Entries[name][..^1];
        Assert.Equal(size, GzipSize.Of(source, store));
    }

    private static byte[] Bytes(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var index = 0; index < length; index++) bytes[index] = (byte)(random.Next(100 * seed) & random.Next(256));
        return bytes;
    }

    private sealed class Store : ICacheStore
    {
        public ConcurrentDictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);
        public int Writes { get; private set; }

        public byte[]? Read(string name) => Entries.GetValueOrDefault(name);

        public void Write(string name, byte[] bytes)
        {
            Writes++;
            Entries[name] = bytes;
        }
    }
}
