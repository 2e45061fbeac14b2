using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>Reads the options of operators by the rows of <see cref="OptionsTable"/>.</summary>
internal sealed class OptionsReader(TableReader parts)
{
    private static readonly object True = true, False = false;
    private static readonly object[] SmallNumbers = Boxes();
    // There is one object of each schema that the table knows.
    private readonly Dictionary<OptionsSchema, OperatorOptions> _empty = new(ReferenceEqualityComparer.Instance);

    /// <param name="typeField">Index of the union's discriminant; the table is the next field.</param>
    public OperatorOptions? Read(FlatTable parent, int union, int typeField)
    {
        var kind = parent.Byte(typeField);
        if (kind == 0) return null;
        var position = parent.FieldPosition(typeField + 1);
        if (OptionsTable.Find(union, kind) is not { } schema) return position == 0 ? null : Unknown(parent, union, kind, position);
        if (position == 0) return Empty(schema, parent);
        var table = parent.Table(typeField + 1).GetValueOrDefault();
        var unknown = TableReader.Unknown(table, schema.Fields.Length, 0);
        var count = Math.Min(schema.Fields.Length, table.FieldCount);
        while (count > 0 && !table.Has(count - 1)) count--;
        if (count == 0 && unknown.IsEmpty) return Empty(schema, table);
        TableReader.Charge(table, 72 + 8 * count);
        var values = new object?[count];
        for (var index = 0; index < count; index++)
            if (table.Has(index)) values[index] = Value(table, schema.Fields[index]);
        return new() { Schema = schema, Values = ImmutableCollectionsMarshal.AsImmutableArray(values), Unknown = unknown };
    }

    private OperatorOptions Empty(OptionsSchema schema, FlatTable table)
    {
        if (_empty.TryGetValue(schema, out var options)) return options;
        TableReader.Charge(table, 128);
        return _empty[schema] = new() { Schema = schema };
    }

    private static OperatorOptions Unknown(FlatTable parent, int union, byte kind, long position)
    {
        TableReader.Charge(parent, 192);
        parent.Reader.MeetUnknown();
        var table = FlatTable.At(parent.Reader, parent.Reader.Follow(position));
        return new() { Schema = new($"Unknown{kind}", union, kind, []), UnknownPosition = table.Position };
    }

    private object? Value(FlatTable table, OptionField field)
    {
        var index = field.Index;
        switch (field.Kind)
        {
            case OptionKind.Bool: return table.Bool(index) ? True : False;
            case OptionKind.Int8: return Boxed(table, (sbyte)table.Byte(index));
            case OptionKind.UInt8: return Boxed(table, table.Byte(index));
            case OptionKind.Int32 or OptionKind.UInt32: return Boxed(table, table.Int32(index));
            case OptionKind.String: return table.String(index);
        }
        TableReader.Charge(table, 40);
        return field.Kind switch
        {
            OptionKind.Int64 or OptionKind.UInt64 => table.Int64(index),
            OptionKind.Single => table.Single(index),
            OptionKind.Int32s => TableReader.Int32s(table, index).OrEmpty(),
            OptionKind.Int64s => TableReader.Numbers<long>(table, index, 8).OrEmpty(),
            OptionKind.Singles => TableReader.Numbers<float>(table, index, 4).OrEmpty(),
            OptionKind.Bools => TableReader.Bools(table, index).OrEmpty(),
            _ => parts.Bytes(table, index),
        };
    }

    private static object[] Boxes()
    {
        var boxes = new object[65];
        for (var index = 0; index < boxes.Length; index++) boxes[index] = index - 1;
        return boxes;
    }

    private static object Boxed(FlatTable table, int value)
    {
        if (value + 1 is >= 0 and var index && index < SmallNumbers.Length) return SmallNumbers[index];
        TableReader.Charge(table, 24);
        return value;
    }
}
