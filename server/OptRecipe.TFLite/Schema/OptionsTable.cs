using System.Collections.Immutable;

namespace OptRecipe.TFLite;

public static partial class OptionsTable
{
    /// <summary>The options table of a union member, null when this table does not know it.</summary>
    public static OptionsSchema? Find(int union, byte discriminant)
    {
        // The rows of a union stand in the order of their discriminants, from 1.
        var index = union switch { 1 => discriminant - 1, 2 => Parsed.FirstOfSecondUnion + discriminant - 1, _ => -1 };
        return discriminant > 0 && index >= 0 && index < Rows.Length && Rows[index].Union == union ? Parsed.At(index) : null;
    }

    /// <summary>The options table of that name (<c>Conv2DOptions</c>), null when there is none.</summary>
    public static OptionsSchema? Find(string name)
    {
        var index = Array.FindIndex(Rows, row => row.Name == name);
        return index < 0 ? null : Parsed.At(index);
    }

    /// <summary>Every options table, in the order of the schema's unions.</summary>
    public static IEnumerable<OptionsSchema> All => Enumerable.Range(0, Rows.Length).Select(Parsed.At);

    /// <summary>Rows are parsed when they are first asked for: a model uses a few of them.</summary>
    private static class Parsed
    {
        private static readonly OptionsSchema?[] Schemas = new OptionsSchema?[Rows.Length];
        internal static readonly int FirstOfSecondUnion = First();

        private static int First()
        {
            var index = 0;
            while (Rows[index].Union != 2) index++;
            return index;
        }

        internal static OptionsSchema At(int index) => Schemas[index] ??= new(Rows[index].Name, Rows[index].Union, Rows[index].Discriminant,
            [.. Rows[index].Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseField)]);
    }

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
