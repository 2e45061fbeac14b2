using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Words that may be a value, numbers with their units, examples where the values are endless.</summary>
internal static class ValueCompletion
{
    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        if (place.Schema.IsKey || (place.IsOwnLine && !place.IsInFlow && place.Schema.Type is not ScalarType)) return [];
        if (SchemaPlace.Word(place.Schema.Type) is not { } type) return [];
        return Words(context, type).Concat(Numbers(context, type)).Concat(Examples(context, type));
    }

    private static IEnumerable<CompletionItem> Words(CompletionContext context, ScalarType type) =>
        SchemeRank.Sorted(context.Analysis, type.Values.Where(value => value.Availability == Availability.Available && !Clashes(context, value.Name))).Select((value, index) =>
        {
            var isDefault = context.Place.Schema.Key?.Default == value.Name;
            var note = isDefault ? "default" : "";
            return context.Item(value.Name, CompletionKind.Value, value.Name, note, value.Description, index);
        });

    /// <summary>Whether no kernel computes what the scheme that holds at the place would come to with a word of <c>quantize</c>.</summary>
    private static bool Clashes(CompletionContext context, string word)
    {
        if (context.Place.Schema.Path is not ["steps", "quantize", .. [_, ..] path]) return false;
        var offset = context.Place.Span.Start;
        if (context.Analysis.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(step => step.Span.Contains(offset)) is not { } step) return false;
        var rule = path[0] == "rules" ? step.Rules.FirstOrDefault(rule => rule.Span.Contains(offset)) : null;
        string[] keys = [.. path.SkipWhile(key => key == "rules")];
        if (keys is [] or ["scheme"]) return false;
        var scheme = QuantizeWords.Of(QuantizeWords.Schemes, rule?.Fields.Scheme?.Value ?? step.Scheme);
        var alone = RecipeDocument.Read($"steps: [quantize: {{scheme: {scheme}, {string.Join(": {", keys)}: {word}{new string('}', keys.Length)}]");
        return alone.Diagnostics.Any(diagnostic => diagnostic.Descriptor.Code == "OR2023");
    }

    /// <summary>A number is there already: one item for each unit.</summary>
    private static IEnumerable<CompletionItem> Numbers(CompletionContext context, ScalarType type)
    {
        if (!Units.TrySplit(context.Place.Prefix, out var number, out _)) return [];
        var digits = context.Place.Prefix[..(context.Place.Prefix.AsSpan().LastIndexOfAnyInRange('0', '9') + 1)];
        (string Unit, string Meaning)[] units = type.Kind switch
        {
            ScalarKind.Size => [("KiB", "1,024 bytes each"), ("kB", "1,000 bytes each"), ("MiB", "1,048,576 bytes each"), ("MB", "1,000,000 bytes each"), ("B", "bytes")],
            ScalarKind.Fraction when number is >= 0 and <= 100 && !(type.IsMaximumExcluded && number >= 100) => [("%", "per cent")],
            ScalarKind.Duration => [("ms", "milliseconds"), ("µs", "microseconds"), ("s", "seconds")],
            ScalarKind.AccuracyDrop => [(number == 1 ? "point" : "points", "absolute"), ("%", "relative")],
            _ => [],
        };
        var items = units.Select((unit, index) => context.Item($"{digits} {unit.Unit}", CompletionKind.Unit, $"{digits} {unit.Unit}", unit.Meaning, "", index));
        return type.Kind != ScalarKind.Runtime ? items : Families(context, digits);
    }

    private static IEnumerable<CompletionItem> Families(CompletionContext context, string digits) =>
        digits.Contains('.')
            ? [context.Item($"tflite-{digits}", CompletionKind.Value, $"tflite-{digits}", "TensorFlow Lite", "", 0), context.Item($"litert-{digits}", CompletionKind.Value, $"litert-{digits}", "LiteRT", "", 1)]
            : [];

    private static IEnumerable<CompletionItem> Examples(CompletionContext context, ScalarType type) =>
        type.Examples.Select((example, index) => context.Item(example, CompletionKind.Value, example, "for example", "", 20 + index));
}
