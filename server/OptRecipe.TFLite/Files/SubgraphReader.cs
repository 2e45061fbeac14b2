using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

internal sealed class SubgraphReader
{
    private readonly TableReader _parts;
    private readonly OptionsReader _options;
    // Kept, because a file may announce more subgraphs than it has bytes for delegates.
    private readonly Func<FlatTable, Tensor> _tensor;
    private readonly Func<FlatTable, Operator> _operator;

    public SubgraphReader(TableReader parts)
    {
        _parts = parts;
        _options = new(parts);
        _tensor = new TensorReader(parts).Tensor;
        _operator = Operator;
    }

    public Subgraph Subgraph(FlatTable table) => new()
    {
        Tensors = TableReader.Tables(table, 0, _tensor),
        Inputs = TableReader.Int32s(table, 1).OrEmpty(),
        Outputs = TableReader.Int32s(table, 2).OrEmpty(),
        Operators = TableReader.Tables(table, 3, _operator),
        Name = table.String(4),
        DebugMetadataIndex = table.Int32(5, -1),
        Unknown = TableReader.Unknown(table, 6, 80),
    };

    /// <summary>The operator is the larger of the two code fields: old files have only the 8-bit one, and it stops at 127.</summary>
    public static OperatorCode OperatorCode(FlatTable table)
    {
        var code = Math.Max((sbyte)table.Byte(0), table.Int32(3));
        if (code < 0) throw new ModelFormatException(table.Position, $"the operator code {code} is negative");
        return new((BuiltinOperator)code, table.Int32(2, 1), table.String(1)) { Unknown = TableReader.Unknown(table, 4, 48) };
    }

    public static Signature Signature(FlatTable table) => new()
    {
        Inputs = TableReader.Tables(table, 0, TensorMap),
        Outputs = TableReader.Tables(table, 1, TensorMap),
        Key = table.String(2),
        DeprecatedTag = table.String(3),
        SubgraphIndex = table.UInt32(4),
        Unknown = TableReader.Unknown(table, 5, 72),
    };

    private static TensorMap TensorMap(FlatTable table) => new(table.String(0), table.UInt32(1)) { Unknown = TableReader.Unknown(table, 2, 40) };

    private Operator Operator(FlatTable table)
    {
        var first = _options.Read(table, 1, 3);
        var second = _options.Read(table, 2, 11);
        return new()
        {
            OpcodeIndex = table.UInt32(0),
            Inputs = TableReader.Int32s(table, 1).OrEmpty(),
            Outputs = TableReader.Int32s(table, 2).OrEmpty(),
            Options = first ?? second,
            SecondOptions = first is null ? null : second,
            CustomOptions = _parts.Bytes(table, 5),
            CustomOptionsFormat = table.Byte(6),
            MutatingVariableInputs = TableReader.Bools(table, 7),
            Intermediates = TableReader.Int32s(table, 8),
            LargeCustomOptions = _parts.Outside(table, 9, 10),
            DebugMetadataIndex = table.Int32(13, -1),
            Unknown = TableReader.Unknown(table, 14, 152),
        };
    }
}
