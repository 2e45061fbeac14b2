using OptRecipe.Pipeline;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Hover;

/// <summary>On a key or one of its words: what the table says about it.</summary>
internal static class KeyHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        var node = analysis.Syntax.FindNode(offset);
        if (!node.IsScalar || SchemaPlace.Of(analysis.Syntax, node) is not { } place) return null;
        if (place.IsKey) return place.Key is { } key ? new(node.Span, $"`{key.Name}` · {SchemaText.Short(key.Type)}{(key.IsRequired ? " · required" : "")}\n\n{SchemaText.Documentation(key)}{Advice(analysis, place, offset)}") : null;
        var value = SchemaPlace.Shaped<ScalarType>(place.Type)?.Values.FirstOrDefault(known => node.ValueText.SequenceEqual(known.Name));
        if (value is null) return UnitText.Of(place, node) is { } meaning ? new(node.Span, meaning) : null;
        if (value.Description.Length == 0) return null;
        return new(node.Span, $"`{value.Name}`\n\n{value.Description}{(SchemaText.Note(value.Availability) is { } note ? $"\n\n*{note}*" : "")}{Advice(analysis, place, offset)}");
    }

    /// <summary>On a step's kind and on the scheme of a quantization: when it is used and what it needs.</summary>
    private static string Advice(RecipeAnalysis analysis, SchemaPlace place, int offset)
    {
        var word = place.Node.Value;
        var advice = place switch
        {
            { IsKey: true, Noun: "step" } => StepGuide.Find(word, analysis.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(step => step.Span.Contains(offset)) is { } step ? QuantizeWords.Of(QuantizeWords.Schemes, step.Scheme) : null),
            { IsKey: false, Path: ["steps", "quantize"] or [.., "scheme"] } => StepGuide.FindScheme(word),
            _ => null,
        };
        return advice is null ? "" : $"\n\n{advice}";
    }

    /// <summary>An option inside a step or target: its own words are wanted there, not the whole step's.</summary>
    public static bool IsOption(RecipeAnalysis analysis, int offset)
    {
        var node = analysis.Syntax.FindNode(offset);
        return node.IsScalar && SchemaPlace.Of(analysis.Syntax, node) is { } place && (place.IsKey ? place.Noun is null && place.Path.Length >= 2 : place.Path.Length >= 3 && place.Type is ScalarType { Kind: ScalarKind.Choice });
    }
}
