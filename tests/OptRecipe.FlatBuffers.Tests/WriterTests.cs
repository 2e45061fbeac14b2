namespace OptRecipe.FlatBuffers.Tests;

public sealed class WriterTests
{
    [Fact]
    public void A_small_buffer_has_the_bytes_that_the_format_prescribes()
    {
        var writer = new FlatBufferWriter();
        var data = writer.Bytes(2, 16);
        var name = writer.String("ab");
        var fields = new FlatTableBuilder();
        fields.Offset(0, name);
        fields.Byte(1, 7);
        fields.Offset(3, data);
        var layout = writer.Finish(writer.Table(fields), "TEST");
        Assert.Equal<byte>(
            [
                20, 0, 0, 0, // root: the table at 20
                (byte)'T', (byte)'E', (byte)'S', (byte)'T', // identifier
                12, 0, 13, 0, // vtable at 8: its length, the table's length
                4, 0, 12, 0, 0, 0, 8, 0, // fields 0, 1, 2 (absent), 3
                12, 0, 0, 0, // table at 20: the vtable is 12 bytes before it
                12, 0, 0, 0, // field 0: the string at 24 + 12
                16, 0, 0, 0, // field 3: the vector at 28 + 16
                7, // field 1
                0, 0, 0, // padding
                2, 0, 0, 0, (byte)'a', (byte)'b', 0, // string at 36: length, bytes, terminator
                0, // padding
                2, 0, 0, 0, // vector at 44, so that its first byte stands at 48, a multiple of 16
                1, 2,
            ], Bytes(layout, [[1, 2]]));
        Assert.Equal(50, layout.Length);
        Assert.Equal(48, layout.ContentPosition(data));
    }

    [Fact]
    public void Equal_tables_share_a_vtable_and_equal_strings_an_object()
    {
        var writer = new FlatBufferWriter();
        var fields = new FlatTableBuilder();
        var tables = new FlatHandle[50];
        for (var index = 0; index < tables.Length; index++)
        {
            fields.Offset(0, writer.String("same"));
            fields.AlwaysInt32(1, index);
            tables[index] = writer.Table(fields);
        }
        fields.Offset(0, writer.Offsets(tables));
        var layout = writer.Finish(writer.Table(fields), "TEST");
        Assert.Equal(8 + 8 + 6 + 2 + 8 + 204 + 50 * 12 + 9, layout.Length);
        var read = new FlatBufferReader(Bytes(layout, [])).Root().Vector(0, 4).GetValueOrDefault();
        Assert.All(Enumerable.Range(0, 50), index =>
        {
            Assert.Equal(index, read.Table(index).Int32(1));
            Assert.Equal("same", read.Table(index).String(0));
        });
    }

    /// <summary>Random tables of every kind of field: what is written is read back, and stands at a multiple of its size.</summary>
    [Fact]
    public void Whatever_is_written_is_read_back_aligned()
    {
        var random = new Random(4711);
        for (var round = 0; round < 300; round++)
        {
            var writer = new FlatBufferWriter();
            var fields = new FlatTableBuilder();
            var expected = new List<(int Index, int Size, ulong Value)>();
            var contents = new List<byte[]>();
            var texts = new List<(int Index, string Text)>();
            var longs = new List<(int Index, long[] Values)>();
            for (var index = 0; index < random.Next(12); index++)
            {
                var value = (ulong)random.NextInt64();
                switch (random.Next(6))
                {
                    case 0: fields.AlwaysByte(index, (byte)value); expected.Add((index, 1, (byte)value)); break;
                    case 1: fields.AlwaysInt32(index, (int)value); expected.Add((index, 4, (uint)value)); break;
                    case 2: fields.AlwaysInt64(index, (long)value); expected.Add((index, 8, value)); break;
                    case 3:
                        texts.Add((index, new string((char)('a' + random.Next(26)), random.Next(9))));
                        fields.Offset(index, writer.String(texts[^1].Text));
                        break;
                    case 4:
                        longs.Add((index, [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64())]));
                        fields.Offset(index, writer.Vector<long>(longs[^1].Values));
                        break;
                    default:
                        contents.Add(new byte[random.Next(40)]);
                        random.NextBytes(contents[^1]);
                        fields.Offset(index, writer.Bytes(contents[^1].Length, 16));
                        break;
                }
            }
            var bytes = Bytes(writer.Finish(writer.Table(fields), "TEST"), contents);
            var root = new FlatBufferReader(bytes).Root();
            foreach (var (index, size, value) in expected)
            {
                Assert.Equal(0, root.FieldPosition(index) % size);
                Assert.Equal(value, size switch { 1 => root.Byte(index), 4 => root.UInt32(index), _ => (ulong)root.Int64(index) });
            }
            foreach (var (index, text) in texts) Assert.Equal(text, root.String(index));
            foreach (var (index, values) in longs)
            {
                Assert.Equal(0, root.Vector(index, 8).GetValueOrDefault().Start % 8);
                Assert.Equal(values, root.Vector(index, 8).GetValueOrDefault().ToArray<long>());
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF, 0x62 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0xC0, 0x80 })]
    public void Strings_that_are_not_utf8_keep_their_bytes(byte[] bytes) => Assert.Equal(bytes, FlatString.Encode(FlatString.Decode(bytes)));

    private static byte[] Bytes(FlatLayout layout, List<byte[]> contents)
    {
        using var stream = new MemoryStream();
        var next = 0;
        layout.Write(stream, (_, target) => target.Write(contents[next++]));
        Assert.Equal(layout.Length, stream.Length);
        return stream.ToArray();
    }
}
