using System.Collections.Immutable;

namespace OptRecipe.TFLite;

/// <summary>The options table of an operator: a row of <see cref="OptionsTable"/> and one value per field, by the schema's own field names.</summary>
/// <remarks>Values are <see cref="bool"/>, <see cref="int"/> (every integer and enum of up to 32 bits), <see cref="long"/>, <see cref="float"/>, <see cref="string"/>,
/// <c>ImmutableArray&lt;int&gt;</c>, <c>ImmutableArray&lt;long&gt;</c>, <c>ImmutableArray&lt;float&gt;</c>, <c>ImmutableArray&lt;bool&gt;</c>, <see cref="ByteRange"/> for [ubyte];
/// null where the file does not hold the field, in which case the getters give the schema's default.</remarks>
public sealed record OperatorOptions
{
    public required OptionsSchema Schema { get; init; }
    public ImmutableArray<object?> Values { get; init; } = [];
    /// <summary>For a union member that the schema table does not know: where its table stands in <see cref="Model.Origin"/>.</summary>
    public long UnknownPosition { get; init; }
    public UnknownFields Unknown { get; init; } = UnknownFields.None;

    public int Int32(string field) => this[field] switch { int value => value, bool flag => flag ? 1 : 0, _ => 0 };
    public long Int64(string field) => this[field] switch { long value => value, int value => value, _ => 0 };
    public bool Bool(string field) => this[field] switch { bool flag => flag, int value => value != 0, _ => false };
    public float Single(string field) => this[field] is float value ? value : 0f;
    public string? Text(string field) => this[field] as string;
    public ImmutableArray<int> Int32s(string field) => this[field] is ImmutableArray<int> values ? values : [];

    /// <summary>The value of a field, or its default; throws <see cref="KeyNotFoundException"/> for a name that the schema does not have.</summary>
    public object? this[string field]
    {
        get
        {
            var index = Schema.IndexOf(field);
            if (index < 0) throw new KeyNotFoundException($"{Schema.Name} has no field {field}");
            return (index < Values.Length ? Values[index] : null) ?? Schema.Fields[index].Default;
        }
    }

    /// <summary>A copy with one field set.</summary>
    public OperatorOptions With(string field, object? value)
    {
        var index = Schema.IndexOf(field);
        if (index < 0) throw new KeyNotFoundException($"{Schema.Name} has no field {field}");
        var values = new object?[Schema.Fields.Length];
        if (!Values.IsDefault) Values.CopyTo(values);
        values[index] = value;
        return this with { Values = [.. values] };
    }

    /// <summary>Options of a kind with all fields at their defaults, for example <c>OperatorOptions.Of("Conv2DOptions")</c>.</summary>
    public static OperatorOptions Of(string name) => new() { Schema = OptionsTable.Find(name) ?? throw new KeyNotFoundException(name) };

    public bool Equals(OperatorOptions? other) => other is not null && Schema == other.Schema && UnknownPosition == other.UnknownPosition
        && Schema.Fields.All(field => ValueEquals(this[field.Name], other[field.Name]));

    public override int GetHashCode() => Schema.Name.GetHashCode(StringComparison.Ordinal);

    private static bool ValueEquals(object? left, object? right) => (left, right) switch
    {
        (ImmutableArray<int> a, ImmutableArray<int> b) => a.AsSpan().SequenceEqual(b.AsSpan()),
        (ImmutableArray<long> a, ImmutableArray<long> b) => a.AsSpan().SequenceEqual(b.AsSpan()),
        (ImmutableArray<float> a, ImmutableArray<float> b) => a.AsSpan().SequenceEqual(b.AsSpan()),
        (ImmutableArray<bool> a, ImmutableArray<bool> b) => a.AsSpan().SequenceEqual(b.AsSpan()),
        (ByteRange a, ByteRange b) => a.ToMemory().Span.SequenceEqual(b.ToMemory().Span),
        _ => Equals(left, right),
    };
}

public enum OptionKind { Bool, Int8, UInt8, Int32, UInt32, Int64, UInt64, Single, String, Int32s, Int64s, Singles, Bools, Bytes }

/// <param name="Index">Field index in the FlatBuffers table.</param>
/// <param name="EnumName">The schema's enum of this field (<c>Padding</c>), null for plain numbers.</param>
public sealed record OptionField(string Name, int Index, OptionKind Kind, object? Default, string? EnumName = null);

/// <summary>One options table of the schema.</summary>
/// <param name="Union">1 for BuiltinOptions, 2 for BuiltinOptions2.</param>
/// <param name="Discriminant">The member's value in that union.</param>
public sealed record OptionsSchema(string Name, int Union, byte Discriminant, ImmutableArray<OptionField> Fields)
{
    public int IndexOf(string field)
    {
        for (var index = 0; index < Fields.Length; index++)
            if (Fields[index].Name == field) return index;
        return -1;
    }

    public bool Equals(OptionsSchema? other) => other is not null && Union == other.Union && Discriminant == other.Discriminant;
    public override int GetHashCode() => Union << 8 | Discriminant;
}
