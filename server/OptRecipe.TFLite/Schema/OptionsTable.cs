using System.Collections.Immutable;

namespace OptRecipe.TFLite;

public static partial class OptionsTable
{
    private static readonly Lazy<OptionsSchema[]> Schemas = new(() => Array.ConvertAll(Rows!, Parse));

    /// <summary>The options table of a union member, null when this table does not know it.</summary>
    public static OptionsSchema? Find(int union, byte discriminant) =>
        Array.Find(Schemas.Value, schema => schema.Union == union && schema.Discriminant == discriminant);

    /// <summary>The options table of that name (<c>Conv2DOptions</c>), null when there is none.</summary>
    public static OptionsSchema? Find(string name) => Array.Find(Schemas.Value, schema => schema.Name == name);

    private static OptionsSchema Parse((int Union, byte Discriminant, string Name, string Fields) row) => new(row.Name, row.Union, row.Discriminant,
        [.. row.Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseField)]);

    private static OptionField ParseField(string text, int index)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var type = text[(colon + 1)..(equals < 0 ? text.Length : equals)];
        var (kind, enumName) = type switch
        {
            "bool" => (OptionKind.Bool, null),
            "int" or "int32" => (OptionKind.Int32, null),
            "uint" => (OptionKind.UInt32, null),
            "long" => (OptionKind.Int64, null),
            "float" => (OptionKind.Single, null),
            "string" => (OptionKind.String, null),
            "[int]" or "[StablehloPrecisionConfig]" => (OptionKind.Int32s, null),
            "[long]" => (OptionKind.Int64s, null),
            "[float]" => (OptionKind.Singles, null),
            "[bool]" => (OptionKind.Bools, null),
            "[ubyte]" => (OptionKind.Bytes, null),
            "StablehloPrecisionConfig" or "StablehloComparisonDirection" or "StablehloComparisonType" => (OptionKind.UInt32, type),
            "ReduceWindowFunction" => (OptionKind.Int32, type),
            _ => (OptionKind.Int8, (string?)type),
        };
        var written = equals < 0 ? null : text[(equals + 1)..];
        return new(text[..colon], index, kind, Default(kind, written), enumName);
    }

    private static object? Default(OptionKind kind, string? written) => kind switch
    {
        OptionKind.Bool => written == "true",
        OptionKind.Int8 or OptionKind.UInt8 or OptionKind.Int32 or OptionKind.UInt32 => written is null ? 0 : int.Parse(written),
        OptionKind.Int64 or OptionKind.UInt64 => written is null ? 0L : long.Parse(written),
        OptionKind.Single => written is null ? 0f : float.Parse(written),
        _ => null,
    };
}
