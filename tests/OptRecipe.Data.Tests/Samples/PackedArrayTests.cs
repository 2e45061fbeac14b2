using System.IO.Compression;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;

namespace OptRecipe.Data.Tests.Samples;

public sealed class PackedArrayTests
{
    /// <summary>Longer than the pages that are kept, so that going back unpacks anew.</summary>
    [Fact]
    public void Rows_of_a_packed_array_are_read_in_any_order()
    {
        const int Rows = 90, RowBytes = 1 << 20;
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var stream = archive.CreateEntry("x.npy", CompressionLevel.Fastest).Open();
            var values = new byte[Rows * RowBytes];
            for (var row = 0; row < Rows; row++) values.AsSpan(row * RowBytes, RowBytes).Fill((byte)row);
            NpyFile.Write(stream, new(new('u', 1), [Rows, RowBytes], values));
        }
        using var samples = ArraySamples.Open("x.npz", new MemoryBytes(file.ToArray()), [], new(1, false));
        Assert.Equal(Rows, samples.Count);
        foreach (var row in new[] { 0, 89, 3, 88, 40, 0 })
        {
            var read = samples.Read(row, "x").Bytes;
            Assert.Equal(((byte)row, (byte)row, RowBytes), (read[0], read[^1], read.Length));
        }
    }

    [Fact]
    public void Fortran_order_is_turned()
    {
        var header = "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new[] { 0, 10, 1, 11, 2, 12 }.SelectMany(BitConverter.GetBytes)];
        using var array = StoredArray.Open(new MemoryBytes(bytes));
        Assert.Equal([10, 11, 12], array.Row(1).As<int>().ToArray());
    }

    [Theory]
    [InlineData(new[] { 5, 28, 28 }, 3, true, false)]
    [InlineData(new[] { 28, 28, 1 }, 3, true, true)]
    [InlineData(new[] { 28, 28, 3 }, 3, false, true)]
    [InlineData(new[] { 5, 28, 28, 3 }, 3, false, false)]
    [InlineData(new[] { 28, 28 }, 3, true, true)]
    [InlineData(new[] { 7 }, 1, true, false)]
    [InlineData(new[] { 128 }, 1, false, true)]
    [InlineData(new[] { 9, 128 }, 1, false, false)]
    public void An_array_is_one_sample_or_many_by_its_dimensions(int[] shape, int dimensions, bool endsInOne, bool isOne) => Assert.Equal(isOne, new SampleRank(dimensions, endsInOne).IsOneSample(shape));

    [Fact]
    public void A_shuffled_order_is_fixed_and_whole()
    {
        Assert.Equal([8, 4, 2, 9, 1, 6, 5, 3, 0, 7], SampleOrder.Shuffled(10, 10, 0));
        Assert.Equal(SampleOrder.Shuffled(10, 10, 0)[..3], SampleOrder.Shuffled(10, 3, 0));
        Assert.Equal(Enumerable.Range(0, 1000), SampleOrder.Shuffled(1000, 1000, 42).Order());
    }
}
