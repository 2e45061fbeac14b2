using OptRecipe.Recipe.Schema;

namespace OptRecipe.Recipe.Tests.Schema;

/// <summary>For every key of the language recipes that are right but for one value of a kind that the key does not take.</summary>
internal static class WrongKinds
{
    private const int MostSelectors = 1;
    /// <summary>A name of the user's own; a budget's are targets.</summary>
    private const string Own = "xnnpack";

    internal static IEnumerable<(string Place, string Text)> All() => OfMapping(RecipeSchema.Root, text => text + "\n", "", 0);

    private static IEnumerable<(string, string)> Of(SchemaType type, Func<string, string?> around, string place, int selectors)
    {
        foreach (var wrong in Wrong(type))
            if (around(wrong) is { } text) yield return ($"{place}: {wrong}", text);
        foreach (var inner in Inside(type, around, place, selectors)) yield return inner;
    }

    private static IEnumerable<(string, string)> Inside(SchemaType type, Func<string, string?> around, string place, int selectors) => type switch
    {
        MappingType mapping => OfMapping(mapping, around, place, selectors),
        // Nothing behind a kind's colon are its defaults, where it has them all.
        KindType kind => kind.Kinds.Keys.Where(key => key.Availability == Availability.Available).SelectMany(
            key => Of(key.Type, value => value == "~" && !key.NeedsValue ? null : around($"{{{key.Name}: {value}}}"), $"{place}/{key.Name}", selectors)),
        ListType { IsOneEnough: true } list => Inside(list.Item, around, place, selectors).Concat(Of(list.Item, item => around($"[{item}]"), place + "[]", selectors)),
        ListType list => Of(list.Item, item => around($"[{item}]"), place + "[]", selectors),
        EitherType either => either.Alternatives.SelectMany(alternative => Inside(alternative, around, place, selectors)),
        NamedType named when selectors < MostSelectors => Inside(named.Type, around, place, selectors + 1),
        _ => [],
    };

    private static IEnumerable<(string, string)> OfMapping(MappingType mapping, Func<string, string?> around, string place, int selectors)
    {
        foreach (var key in mapping.Keys)
        {
            if (key.Availability != Availability.Available) continue;
            var others = string.Concat(mapping.Keys.Where(other => other.IsRequired && other != key).Select(other => $"{other.Name}: {(other.Name == "model" ? "m.tflite" : Right(other.Type))}, "));
            if (key.Name == "budget") others += $"targets: [{Own}], ";
            foreach (var found in Of(key.Type, value => around($"{{{others}{key.Name}: {value}}}"), $"{place}/{key.Name}", selectors)) yield return found;
        }
        if (mapping.Others is { } type)
            foreach (var found in Of(type, value => around($"{{{Own}: {value}}}"), $"{place}/*", selectors)) yield return found;
    }

    /// <summary>One value of each kind that does not fit.</summary>
    private static IEnumerable<string> Wrong(SchemaType type)
    {
        if (type is AnyType) yield break;
        yield return "~";
        if (!Takes<ScalarType>(type)) yield return "zzzz";
        if (!Takes<MappingType>(type)) yield return "{zzzz: 1}";
        if (!Takes<ListType>(type)) yield return "[zzzz]";
        if (type is ScalarType { Kind: not (ScalarKind.Text or ScalarKind.Path or ScalarKind.OperatorName or ScalarKind.TensorName) }) yield return "zzzz";
        if (type is ScalarType { Kind: ScalarKind.Integer or ScalarKind.Fraction or ScalarKind.Size or ScalarKind.Duration or ScalarKind.AccuracyDrop }) yield return "-1";
        if (type is ScalarType { Kind: ScalarKind.Integer or ScalarKind.Number or ScalarKind.Fraction or ScalarKind.Size or ScalarKind.Duration or ScalarKind.AccuracyDrop })
        {
            yield return "1e400";
            yield return ".nan";
        }
    }

    private static bool Takes<T>(SchemaType type) where T : SchemaType => type switch
    {
        T => true,
        KindType => typeof(T) != typeof(ListType),
        ListType { IsOneEnough: true } list => Takes<T>(list.Item),
        EitherType either => either.Alternatives.Any(Takes<T>),
        NamedType named => Takes<T>(named.Type),
        _ => false,
    };

    /// <summary>A value that fits.</summary>
    private static string Right(SchemaType type) => type switch
    {
        ScalarType scalar when scalar.Values.Any(value => value.Name == "int8") => "int8",
        ScalarType scalar when scalar.Values.FirstOrDefault(value => value.Availability == Availability.Available) is { } first => first.Name,
        ScalarType { Extensions: [var extension, ..] } => "x" + extension.Name,
        ScalarType scalar => scalar.Kind switch
        {
            ScalarKind.Integer or ScalarKind.Number or ScalarKind.OperatorNumbers => "1",
            ScalarKind.Fraction => "50 %",
            ScalarKind.Size => "1 KiB",
            _ => "x",
        },
        MappingType mapping => $"{{{string.Join(", ", mapping.Keys.Where(key => key.IsRequired).Select(key => $"{key.Name}: {Right(key.Type)}"))}}}",
        ListType list => $"[{Right(list.Item)}]",
        EitherType either => Right(either.Alternatives[0]),
        NamedType named => Right(named.Type),
        _ => "x",
    };
}
