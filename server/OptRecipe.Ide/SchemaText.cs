using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide;

/// <summary>Rows of the table of keys in words, for completion and hover.</summary>
internal static class SchemaText
{
    /// <summary>Two or three words: <c>size</c>, <c>list of steps</c>.</summary>
    internal static string Short(SchemaType type) => type switch
    {
        ScalarType { Kind: ScalarKind.Choice } => "word",
        ScalarType { Kind: ScalarKind.AccuracyDrop } => "points or per cent",
        ScalarType { Kind: ScalarKind.Flag } => "true or false",
        ScalarType { Kind: ScalarKind.OperatorName } => "operator types",
        ScalarType { Kind: ScalarKind.TensorName } => "globs on tensor names",
        ScalarType { Kind: ScalarKind.OperatorNumbers } => "numbers and ranges",
        NamedType named => named.Name,
        ScalarType scalar => scalar.Kind.ToString().ToLowerInvariant(),
        ListType { Item: KindType kind } => $"list of {kind.Noun}s",
        ListType => "list",
        EitherType either => string.Join(" or ", either.Alternatives.Select(Short).Distinct()),
        MappingType => "mapping",
        KindType kind => kind.Noun,
        _ => "anything",
    };

    internal static string Documentation(SchemaKey key)
    {
        var text = key.Description;
        if (Values(key.Type) is { Length: > 0 } values) text += "\n\n" + values;
        if (key.Default is not null) text += $"\n\nDefault: `{key.Default}`";
        return Note(key.Availability) is { } note ? $"{text}\n\n*{note}*" : text;
    }

    internal static string? Note(Availability availability) => availability switch
    {
        Availability.Ignored => "Not available yet in this version; it is ignored.",
        Availability.Refused => "Not available yet in this version; a recipe with it does not run.",
        _ => null,
    };

    /// <summary>A table of the words that may stand there.</summary>
    private static string Values(SchemaType type)
    {
        var values = (SchemaPlace.Shaped<ScalarType>(type) ?? SchemaPlace.Shaped<ScalarType>((type as ListType)?.Item)) is { Kind: ScalarKind.Choice } choice ? choice.Values : [];
        if (values.IsEmpty || values.All(value => value.Description.Length == 0)) return "";
        return "| value | |\n| --- | --- |\n" + string.Concat(values.Select(value =>
            $"| `{value.Name}` | {MarkdownText.Escape(value.Description)}{(value.Availability == Availability.Available ? "" : " *Not available yet.*")} |\n"));
    }
}
