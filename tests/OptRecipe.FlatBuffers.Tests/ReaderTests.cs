using System.Buffers.Binary;

namespace OptRecipe.FlatBuffers.Tests;

public sealed class ReaderTests
{
    [Fact]
    public void Every_cut_of_a_buffer_is_refused_at_a_place_inside_it()
    {
        var bytes = Sample();
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<FlatBufferException>(() => ReadSample(bytes[..length]));
            Assert.InRange(error.Offset, 0, bytes.Length);
        }
        Assert.Equal("abcdefgh", ReadSample(bytes));
    }

    [Theory]
    [InlineData(0, 0xFFFFFFF0, "the offset 4294967280 leads outside the file")]
    [InlineData(0, 0, "the offset 0 leads outside the file")]
    [InlineData(16, 0x7FFFFFFF, "outside the file")]
    [InlineData(8, 0x00080003, "impossible length 3")]
    [InlineData(8, 0xFFFF0006, "impossible length 65535")]
    [InlineData(20, 0x40000000, "leads outside the file")]
    [InlineData(24, 0x40000000, "a vector of 1073741824 elements of 1 bytes is announced")]
    public void A_bad_number_is_named_with_its_place(int at, uint value, string reason)
    {
        var bytes = Sample();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        Assert.Contains(reason, Assert.Throws<FlatBufferException>(() => ReadSample(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_by_range_asks_for_pages_and_sees_what_memory_holds()
    {
        var bytes = new byte[100_000];
        new Random(7).NextBytes(bytes);
        long asked = 0;
        var reader = new FlatBufferReader(bytes.Length, (at, destination) =>
        {
            asked += destination.Length;
            bytes.AsSpan((int)at, destination.Length).CopyTo(destination);
        });
        for (var at = 4000L; at < 4200; at++) Assert.Equal(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)at)), reader.Int64(at));
        Assert.Equal(bytes[^1], reader.Byte(bytes.Length - 1));
        Assert.InRange(asked, 1, 20_000);
        Assert.Throws<FlatBufferException>(() => reader.Int32(bytes.Length - 3));
        Assert.Throws<FlatBufferException>(() => reader.Byte(-1));
    }

    [Fact]
    public void What_is_built_from_a_file_is_limited()
    {
        var reader = new FlatBufferReader(Sample()) { ChargeLimit = 20 };
        Assert.Contains("unfolds", Assert.Throws<FlatBufferException>(() => reader.Root().String(0)).Reason, StringComparison.Ordinal);
    }

    /// <summary>Root 16 → table at 16 (vtable at 8, 6 bytes and padding) → string at 24.</summary>
    private static byte[] Sample() => [16, 0, 0, 0, .. "TEST"u8, 6, 0, 8, 0, 4, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, .. "abcdefgh"u8];

    private static string? ReadSample(byte[] bytes) => new FlatBufferReader(bytes).Root().String(0);
}
