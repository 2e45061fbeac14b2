using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <param name="placeOutside">Told of every operator table whose custom options stand behind the FlatBuffer.</param>
internal sealed class SubgraphWriter(TableWriter parts, Action<FlatHandle, ByteRange> placeOutside)
{
    private readonly TensorWriter _tensors = new(parts);
    private readonly OptionsWriter _options = new(parts);

    public FlatHandle Subgraph(Subgraph subgraph)
    {
        var operators = parts.Tables(subgraph.Operators, (op, _) => Operator(op));
        var tensors = parts.Tables(subgraph.Tensors, (tensor, _) => _tensors.Tensor(tensor));
        var (inputs, outputs, name) = (parts.Int32s(subgraph.Inputs), parts.Int32s(subgraph.Outputs), parts.String(subgraph.Name));
        return parts.Table(fields =>
        {
            fields.Offset(0, tensors);
            fields.Offset(1, inputs);
            fields.Offset(2, outputs);
            fields.Offset(3, operators);
            fields.Offset(4, name);
            fields.Int32(5, subgraph.DebugMetadataIndex, -1);
        }, subgraph.Unknown);
    }

    private FlatHandle Operator(Operator op)
    {
        var first = op.Options is { Schema.Union: 1 } ? op.Options : null;
        var second = op.Options is { Schema.Union: 2 } ? op.Options : op.SecondOptions;
        var (firstTable, secondTable) = (_options.Table(first), _options.Table(second));
        var (inputs, outputs, intermediates) = (parts.Int32s(op.Inputs), parts.Int32s(op.Outputs), parts.Int32s(op.Intermediates));
        FlatHandle? custom = op.CustomOptions.Source is null ? null : parts.Blob(op.CustomOptions, 16);
        var mutating = parts.Bools(op.MutatingVariableInputs);
        var isLarge = op.LargeCustomOptions.Source is not null;
        var table = parts.Table(fields =>
        {
            fields.UInt32(0, op.OpcodeIndex);
            fields.Offset(1, inputs);
            fields.Offset(2, outputs);
            _options.Fields(fields, 3, first, firstTable);
            fields.Offset(5, custom);
            fields.Byte(6, op.CustomOptionsFormat);
            fields.Offset(7, mutating);
            fields.Offset(8, intermediates);
            if (isLarge) fields.AlwaysInt64(9, 0);
            if (isLarge) fields.AlwaysInt64(10, op.LargeCustomOptions.Length);
            _options.Fields(fields, 11, second, secondTable);
            fields.Int32(13, op.DebugMetadataIndex, -1);
        }, op.Unknown);
        if (isLarge) placeOutside(table, op.LargeCustomOptions);
        return table;
    }
}
