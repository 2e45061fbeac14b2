using OptRecipe.FlatBuffers;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Tests.Files;

/// <summary>A file of a schema newer than ours: fields, union members and an operator that no table here names, some with whole objects behind them.</summary>
public sealed class UnknownPartsTests
{
    private const byte UnknownMember = 250;

    [Fact]
    public void Unknown_fields_and_members_survive_a_change()
    {
        var bytes = NewerFile();
        var model = ModelFiles.Read(bytes);
        CheckNewerParts(bytes);
        var changed = model with { Description = "a much longer description than the file had before, so that everything moves" };
        var written = ModelFiles.Write(changed);
        CheckNewerParts(written);
        // Once more, through a file that has an annex already.
        CheckNewerParts(ModelFiles.Write(ModelFiles.Read(written) with { Description = null }));
        Assert.Equal(written.Length, ModelWriter.Measure(changed));
    }

    [Fact]
    public void An_operator_newer_than_the_table_keeps_its_number_and_its_options()
    {
        var model = ModelFiles.Read(NewerFile());
        Assert.Equal("999", model.OperatorCodes[0].Name);
        Assert.Equal(UnknownMember, model.Subgraphs[0].Operators[0].Options?.Schema.Discriminant);
        var read = ModelFiles.Read(ModelFiles.Write(model with { Version = 4 }));
        Assert.Equal((BuiltinOperator)999, read.OperatorCodes[0].Builtin);
        Assert.Equal(127, new FlatBufferReader(ModelFiles.Write(model with { Version = 4 })).Root().Vector(1, 4).GetValueOrDefault().Table(0).Byte(0));
    }

    [Fact]
    public void Fields_without_an_origin_leave_no_offset_behind()
    {
        var model = ModelFiles.Read(NewerFile()) with { Origin = null };
        var op = new FlatBufferReader(ModelFiles.Write(model)).Root().Vector(2, 4).GetValueOrDefault().Table(0).Vector(3, 4).GetValueOrDefault().Table(0);
        Assert.False(op.Has(20));
        Assert.Equal(9, op.Byte(22));
    }

    internal static void CheckNewerParts(byte[] bytes)
    {
        var op = new FlatBufferReader(bytes).Root().Vector(2, 4).GetValueOrDefault().Table(0).Vector(3, 4).GetValueOrDefault().Table(0);
        Assert.Equal(77, op.Int32(19));
        Assert.Equal(9, op.Byte(22));
        Assert.Equal(0x1122334455667788, op.Int64(21));
        CheckObject(op.Table(20));
        Assert.Equal(UnknownMember, op.Byte(3));
        CheckObject(op.Table(4));
        var tensor = new FlatBufferReader(bytes).Root().Vector(2, 4).GetValueOrDefault().Table(0).Vector(0, 4).GetValueOrDefault().Table(0);
        Assert.Equal(UnknownMember, tensor.Table(4)?.Byte(4));
        CheckObject(tensor.Table(4)?.Table(5));
        Assert.Equal("a string that only the new schema knows", tensor.String(30));
    }

    private static void CheckObject(FlatTable? found)
    {
        var table = found.GetValueOrDefault();
        Assert.Equal("inside", table.String(0));
        Assert.Equal([1L, 2, 3], table.Vector(1, 8).GetValueOrDefault().ToArray<long>());
        Assert.Equal(2, table.Vector(2, 4).GetValueOrDefault().Count);
        for (var index = 0; index < 2; index++) Assert.Equal(42 + index, table.Vector(2, 4).GetValueOrDefault().Table(index).Int32(0));
    }

    private static FlatHandle Object(FlatBufferWriter writer, FlatTableBuilder fields)
    {
        var children = new FlatHandle[2];
        for (var index = 0; index < 2; index++)
        {
            fields.AlwaysInt32(0, 42 + index);
            children[index] = writer.Table(fields);
        }
        var (list, numbers, text) = (writer.Offsets(children), writer.Vector<long>([1, 2, 3]), writer.String("inside"));
        fields.Offset(0, text);
        fields.Offset(1, numbers);
        fields.Offset(2, list);
        return writer.Table(fields);
    }

    internal static byte[] NewerFile()
    {
        var writer = new FlatBufferWriter();
        var fields = new FlatTableBuilder();
        var weights = writer.Bytes(64, 16);
        fields.Offset(0, weights);
        var buffers = writer.Offsets([writer.Table(fields), writer.Table(fields)]);
        var (behindField, member, details) = (Object(writer, fields), Object(writer, fields), Object(writer, fields));
        fields.AlwaysByte(4, UnknownMember);
        fields.Offset(5, details);
        var quantization = writer.Table(fields);
        var (shape, newText) = (writer.Vector<int>([1, 64]), writer.String("a string that only the new schema knows"));
        fields.Offset(0, shape);
        fields.Offset(4, quantization);
        fields.Offset(30, newText);
        var tensors = writer.Offsets([writer.Table(fields)]);
        var operands = writer.Vector<int>([0]);
        fields.Offset(1, operands);
        fields.Offset(2, operands);
        fields.AlwaysByte(3, UnknownMember);
        fields.Offset(4, member);
        fields.AlwaysInt32(19, 77);
        fields.Offset(20, behindField);
        fields.AlwaysInt64(21, 0x1122334455667788);
        fields.AlwaysByte(22, 9);
        var operators = writer.Offsets([writer.Table(fields)]);
        fields.Offset(0, tensors);
        fields.Offset(3, operators);
        var subgraphs = writer.Offsets([writer.Table(fields)]);
        fields.AlwaysByte(0, 127);
        fields.AlwaysInt32(3, 999);
        var codes = writer.Offsets([writer.Table(fields)]);
        fields.AlwaysInt32(0, 3);
        fields.Offset(1, codes);
        fields.Offset(2, subgraphs);
        fields.Offset(4, buffers);
        var layout = writer.Finish(writer.Table(fields), "TFL3");
        using var stream = new MemoryStream();
        layout.Write(stream, (_, target) => target.Write(Enumerable.Range(0, 64).Select(value => (byte)value).ToArray()));
        return stream.ToArray();
    }
}
