using System.Buffers.Binary;
using System.Collections.Immutable;
using OptRecipe.FlatBuffers;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Tests.Files;

public sealed class ModelWriterTests
{
    [Fact]
    public void Data_of_buffers_stand_at_multiples_of_16()
    {
        var bytes = ModelFiles.Write(WithBuffers(new byte[] { 1 }, new byte[] { 1, 2, 3 }, new byte[40]));
        var buffers = new FlatBufferReader(bytes).Root().Vector(4, 4).GetValueOrDefault();
        for (var index = 1; index < 4; index++) Assert.Equal(0, buffers.Table(index).Vector(0, 1).GetValueOrDefault().Start % 16);
    }

    [Fact]
    public void Buffers_with_the_same_bytes_share_them()
    {
        var twice = WithBuffers(Pattern(5000, 1), Pattern(5000, 2), Pattern(5000, 1), Pattern(5000, 1));
        var once = WithBuffers(Pattern(5000, 1), Pattern(5000, 2), [], []);
        Assert.InRange(ModelWriter.Measure(twice) - ModelWriter.Measure(once), -64, 64);
        var read = ModelFiles.Read(ModelFiles.Write(twice));
        Assert.Equal(Pattern(5000, 1), read.Buffers[4].Data.ToMemory().ToArray());
        Assert.Equal(Pattern(5000, 2), read.Buffers[2].Data.ToMemory().ToArray());
        // The start, the middle and the end are equal; what lies between is not.
        var (left, right) = (new byte[5000], new byte[5000]);
        right[1234] = 1;
        Assert.Equal(1, ModelFiles.Read(ModelFiles.Write(WithBuffers(left, right))).Buffers[2].Data.ToMemory().Span[1234]);
    }

    /// <summary>What a plan measures is what the run writes: other bytes, as many scales and zero points as planned.</summary>
    [Fact]
    public void A_planned_model_measures_as_the_computed_one()
    {
        var model = ModelFiles.Read(File.ReadAllBytes(Path.Combine(ModelFiles.Corpus, "converter", "digits_cnn__int8.tflite")));
        var random = new Random(5);
        var tensors = model.Subgraphs[0].Tensors;
        Model With(Func<long, ByteRange> data, Func<Quantization, Quantization> quantize) => model with
        {
            Buffers = [.. model.Buffers.Select(buffer => buffer.Data.Length < 16 ? buffer : new Buffer { Data = data(buffer.Data.Length / 4) })],
            Subgraphs = [model.Subgraphs[0] with { Tensors = [.. tensors.Select(tensor => tensor.Quantization is { } old ? tensor with { Quantization = quantize(old) } : tensor)] }],
        };
        var planned = With(length => new(new PlannedByteSource(length), 0, length), old => old.ScaleCount == 0 ? old : new() { PlannedScaleCount = old.ScaleCount });
        var computed = With(length => ByteRange.Of(new byte[length]), old => old.ScaleCount == 0 ? old : new() { Scales = [.. Enumerable.Range(0, old.ScaleCount).Select(_ => random.NextSingle())], ZeroPoints = [.. new long[old.ScaleCount]] });
        Assert.Equal(ModelFiles.Write(computed).Length, ModelWriter.Measure(planned));
        Assert.Throws<InvalidOperationException>(() => ModelWriter.Write(planned, Stream.Null));
    }

    [Fact]
    public void Data_outside_the_flatbuffer_are_found_again_and_stay_outside()
    {
        var model = WithBuffers(Pattern(100, 1), Pattern(333, 2), Pattern(100, 1));
        model = model with
        {
            Buffers = [.. model.Buffers.Select((buffer, index) => buffer with { IsOutside = index is 1 or 2 })],
            Subgraphs = [new() { Operators = [new() { LargeCustomOptions = ByteRange.Of(Pattern(77, 3)), Options = null }] }],
            OperatorCodes = [new(BuiltinOperator.Custom, 1, "Big")],
            Appended = ByteRange.Of([7, 7, 7]),
        };
        var bytes = ModelFiles.Write(model);
        var read = ModelFiles.Read(bytes);
        CheckOutside(read);
        Assert.Equal(ModelFiles.Write(model with { Description = "x" }).Length, ModelWriter.Measure(model with { Description = "x" }));
        CheckOutside(ModelFiles.Read(ModelFiles.Write(read with { Description = "moved" })));
        var table = new FlatBufferReader(bytes).Root().Vector(4, 4).GetValueOrDefault().Table(1);
        Assert.Equal(0, table.Int64(1) % 16);
        Assert.Equal(100, table.Int64(2));

        static void CheckOutside(Model read)
        {
            Assert.Equal([false, true, true, false], read.Buffers.Select(buffer => buffer.IsOutside));
            Assert.Equal(Pattern(333, 2), read.Buffers[2].Data.ToMemory().ToArray());
            Assert.Equal(Pattern(77, 3), read.Subgraphs[0].Operators[0].LargeCustomOptions.ToMemory().ToArray());
            Assert.Equal([7, 7, 7], read.Appended.ToMemory().ToArray());
        }
    }

    /// <summary>3 × 1.5 GiB of zeros in a sparse file: offsets beyond 2 and 4 GiB are right, and nothing is held in memory.</summary>
    [Fact]
    public void A_model_of_more_than_four_gigabytes_is_measured_and_written()
    {
        const long large = 3L << 29;
        var sources = Enumerable.Range(1, 3).Select(mark => new ByteRange(new MarkedZeros(large, (byte)mark), 0, large)).ToArray();
        var model = new Model { Buffers = [Buffer.Empty, .. sources.Select(source => new Buffer { Data = source }), new Buffer { Data = ByteRange.Of([9, 9]) }] };
        using var file = new SparseFile();
        ModelWriter.Write(model, file);
        Assert.Equal(ModelWriter.Measure(model), file.Length);
        using var source = file.Open();
        Assert.Equal(file.Length, source.Length);
        var read = ModelReader.Read(source);
        Assert.Equal([large, large, large], read.Buffers.Skip(1).Take(3).Select(buffer => buffer.Data.Length));
        for (var index = 1; index <= 3; index++) Assert.Equal(index, read.Buffers[index].Data.Slice(large - 1, 1).ToMemory().Span[0]);
        Assert.True(read.Buffers[3].Data.Offset > 1L << 31);
        Assert.False(read.Buffers[4].IsOutside);
        Assert.True(read.Appended.IsEmpty);
    }

    [Fact]
    public void An_unchanged_model_keeps_bytes_that_no_reader_understands()
    {
        byte[] bytes = [.. UnknownPartsTests.NewerFile(), .. "and a tail"u8];
        Assert.Equal(bytes, ModelFiles.Write(ModelFiles.Read(bytes)));
        var model = ModelFiles.Read(bytes);
        Assert.NotEqual(bytes, ModelFiles.Write(model with { Description = "changed" }));
        Assert.EndsWith("and a tail", System.Text.Encoding.ASCII.GetString(ModelFiles.Write(model with { Description = "changed" })), StringComparison.Ordinal);
    }

    private static byte[] Pattern(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Model WithBuffers(params byte[][] data) => new() { Buffers = [Buffer.Empty, .. data.Select(bytes => new Buffer { Data = ByteRange.Of(bytes) })] };

    /// <summary>Zeros, the last byte aside.</summary>
    private sealed class MarkedZeros(long length, byte mark) : IByteSource
    {
        private static readonly byte[] Zeros = new byte[1 << 20];
        public long Length => length;

        public void Read(long offset, Span<byte> destination)
        {
            destination.Clear();
            if (offset + destination.Length == length) destination[^1] = mark;
        }

        public bool TryBorrow(long offset, int size, out ReadOnlyMemory<byte> memory)
        {
            memory = size <= Zeros.Length ? Zeros.AsMemory(0, size) : default;
            return size <= Zeros.Length && offset + size < length;
        }
    }
}
