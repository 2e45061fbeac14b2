using System.IO.Compression;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;

namespace OptRecipe.Data.Tests.NumPy;

public sealed class ArchiveRowTests
{
    private const int Rows = 40, RowBytes = 1 << 18;

    [Fact]
    public void Rows_of_an_array_that_is_not_compressed_are_read_where_they_lie()
    {
        var bytes = new Counted(Archive(CompressionLevel.NoCompression));
        using var samples = ArraySamples.Open("x.npz", bytes, ["x"], null);
        var before = bytes.Read;
        foreach (var row in (int[])[39, 0, 20, 39]) Check(samples, row);
        Assert.Equal(before + 4 * RowBytes, bytes.Read);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    public void Rows_are_the_same_in_any_order_however_the_archive_is_packed(CompressionLevel level)
    {
        using var samples = ArraySamples.Open("x.npz", new MemoryBytes(Archive(level)), ["x"], null);
        for (var step = 0; step < 3 * Rows; step++) Check(samples, (step * step + 7 * step) % Rows);
        for (var row = 0; row < Rows; row++) Check(samples, row);
    }

    [Fact]
    public void A_row_is_put_into_the_memory_that_the_last_one_took()
    {
        using var samples = ArraySamples.Open("x.npz", new MemoryBytes(Archive(CompressionLevel.NoCompression)), ["x"], null);
        var first = samples.Read(3, "x", null).Bytes;
        Assert.Same(first, samples.Read(4, "x", first).Bytes);
        Assert.Equal(Row(4), first);
        Assert.NotSame(first, samples.Read(4, "x", new byte[RowBytes - 1]).Bytes);
    }

    private static void Check(ArraySamples samples, int row) => Assert.True(Row(row).AsSpan().SequenceEqual(samples.Read(row, "x").Bytes), $"row {row}");

    /// <summary>Bytes that neither repeat nor are random, so that they compress to another size.</summary>
    private static byte[] Row(int row)
    {
        var bytes = new byte[RowBytes];
        for (var index = 0; index < bytes.Length; index++) bytes[index] = (byte)((index * (row + 1) >> 3) + row);
        return bytes;
    }

    private static byte[] Archive(CompressionLevel level)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in (string[])["other", "x"])
            {
                using var content = archive.CreateEntry(name + ".npy", level).Open();
                NpyFile.Write(content, new(new('u', 1), [Rows, RowBytes], [.. Enumerable.Range(0, Rows).SelectMany(Row)]));
            }
        return file.ToArray();
    }

    private sealed class Counted(byte[] bytes) : IRandomBytes
    {
        public long Length => bytes.Length;
        public long Read { get; private set; }

        void IRandomBytes.Read(long offset, Span<byte> destination)
        {
            Read += destination.Length;
            bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        }

        public void Dispose() { }
    }
}
