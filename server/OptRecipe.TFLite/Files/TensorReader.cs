using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

internal sealed class TensorReader(TableReader parts)
{
    public Tensor Tensor(FlatTable table) => new()
    {
        Shape = TableReader.Int32s(table, 0).OrEmpty(),
        Type = (TensorType)table.Byte(1),
        Buffer = table.UInt32(2),
        Name = table.String(3),
        Quantization = table.Table(4) is { } quantization ? Quantization(quantization) : null,
        IsVariable = table.Bool(5),
        Sparsity = table.Table(6) is { } sparsity ? Sparsity(sparsity) : null,
        ShapeSignature = TableReader.Int32s(table, 7),
        HasRank = table.Bool(8),
        VariantTensors = table.Has(9) ? TableReader.Tables(table, 9, VariantSubType) : default,
        ExternalBuffer = table.UInt32(10),
        Unknown = TableReader.Unknown(table, 11, 104),
    };

    private VariantSubType VariantSubType(FlatTable table) => new(TableReader.Int32s(table, 0).OrEmpty(), (TensorType)table.Byte(1), table.Bool(2))
    {
        Unknown = TableReader.Unknown(table, 3, 40),
    };

    private Quantization Quantization(FlatTable table) => new()
    {
        Min = TableReader.Numbers<float>(table, 0, 4),
        Max = TableReader.Numbers<float>(table, 1, 4),
        Scales = TableReader.Numbers<float>(table, 2, 4),
        ZeroPoints = TableReader.Numbers<long>(table, 3, 8),
        Details = Details(table, table.Byte(4)),
        QuantizedDimension = table.Int32(6),
        Unknown = TableReader.Unknown(table, 7, 72),
    };

    private QuantizationDetails? Details(FlatTable parent, byte kind)
    {
        if (kind == 0 || parent.Table(5) is not { } table) return null;
        return kind switch
        {
            1 => new CustomQuantization(parts.Bytes(table, 0)) { Unknown = TableReader.Unknown(table, 1, 64) },
            2 => new BlockwiseQuantization(table.Int32(0), table.Int32(1), table.Int32(2)) { Unknown = TableReader.Unknown(table, 3, 48) },
            3 => new MultiAxisQuantization(table.Int32(0), table.Int32(1), table.Int32(2), TableReader.Int32s(table, 3).OrEmpty()) { Unknown = TableReader.Unknown(table, 4, 56) },
            _ => Unknown(table, kind),
        };
    }

    private static UnknownQuantizationDetails Unknown(FlatTable table, byte kind)
    {
        TableReader.Charge(table, 48);
        table.Reader.MeetUnknown();
        return new(kind, table.Position);
    }

    private Sparsity Sparsity(FlatTable table) => new(TableReader.Int32s(table, 0).OrEmpty(), TableReader.Int32s(table, 1).OrEmpty(), TableReader.Tables(table, 2, Dimension))
    {
        Unknown = TableReader.Unknown(table, 3, 56),
    };

    private DimensionMetadata Dimension(FlatTable table) => new((DimensionType)table.Byte(0), table.Int32(1), IndexVector(table, 2), IndexVector(table, 4))
    {
        Unknown = TableReader.Unknown(table, 6, 56),
    };

    private static SparseIndexVector? IndexVector(FlatTable parent, int field)
    {
        var kind = parent.Byte(field);
        if (kind == 0 || parent.Table(field + 1) is not { } table) return null;
        TableReader.Charge(table, 48);
        if (kind > 3) table.Reader.MeetUnknown();
        return kind switch
        {
            1 => new(kind, TableReader.Int32s(table, 0).OrEmpty()),
            2 => new(kind, Widen(table, TableReader.Numbers<ushort>(table, 0, 2), value => value)),
            3 => new(kind, Widen(table, TableReader.Numbers<byte>(table, 0, 1), value => value)),
            _ => new(kind, [], table.Position),
        };
    }

    private static ImmutableArray<int> Widen<T>(FlatTable table, ImmutableArray<T> values, Converter<T, int> widen)
    {
        if (values.IsDefaultOrEmpty) return [];
        TableReader.Charge(table, 4 * values.Length);
        var wide = ImmutableArray.CreateBuilder<int>(values.Length);
        foreach (var value in values) wide.Add(widen(value));
        return wide.MoveToImmutable();
    }
}
