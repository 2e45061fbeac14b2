using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>Writes the options of operators by the rows of <see cref="OptionsTable"/>.</summary>
internal sealed class OptionsWriter(TableWriter parts)
{
    private FlatHandle? _empty;

    /// <summary>The options' table; null for none, and for those that stand in the origin only.</summary>
    public FlatHandle? Table(OperatorOptions? options)
    {
        if (options is null || options.UnknownPosition != 0) return null;
        var values = options.Values.OrEmpty();
        if (options.Unknown.IsEmpty && values.All(value => value is null)) return _empty ??= parts.Table(_ => { }, UnknownFields.None);
        var children = new FlatHandle?[values.Length];
        for (var index = values.Length - 1; index >= 0; index--) children[index] = Child(values[index]);
        return parts.Table(fields =>
        {
            for (var index = 0; index < values.Length; index++)
                if (children[index] is { } child) fields.Offset(index, child);
                else if (values[index] is { } value) Number(fields, options.Schema.Fields[index], value);
        }, options.Unknown);
    }

    /// <summary>The two fields of the union.</summary>
    public void Fields(FlatTableBuilder fields, int typeField, OperatorOptions? options, FlatHandle? table)
    {
        if (options is null) return;
        fields.AlwaysByte(typeField, options.Schema.Discriminant);
        if (table is null) parts.Foreign(fields, typeField + 1, options.UnknownPosition);
        else fields.Offset(typeField + 1, table);
    }

    private FlatHandle? Child(object? value) => value switch
    {
        string text => parts.String(text),
        ImmutableArray<int> values => parts.Int32s(values.OrEmpty()),
        ImmutableArray<long> values => parts.Numbers(values.OrEmpty()),
        ImmutableArray<float> values => parts.Numbers(values.OrEmpty()),
        ImmutableArray<bool> values => parts.Bools(values.OrEmpty()),
        ByteRange range => parts.Blob(range, 16),
        _ => null,
    };

    private static void Number(FlatTableBuilder fields, OptionField field, object value)
    {
        switch (field.Kind)
        {
            case OptionKind.Bool: fields.AlwaysByte(field.Index, value is true or (not 0 and int) ? (byte)1 : (byte)0); break;
            case OptionKind.Int8 or OptionKind.UInt8: fields.AlwaysByte(field.Index, (byte)(int)value); break;
            case OptionKind.Int32 or OptionKind.UInt32: fields.AlwaysInt32(field.Index, (int)value); break;
            case OptionKind.Int64 or OptionKind.UInt64: fields.AlwaysInt64(field.Index, value is int small ? small : (long)value); break;
            case OptionKind.Single: fields.AlwaysSingle(field.Index, (float)value); break;
            default: throw new InvalidOperationException($"the value of {field.Name} is a {value.GetType().Name}");
        }
    }
}
