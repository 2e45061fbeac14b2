using OptRecipe.Pipeline;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Hover;

/// <summary>On a key or one of its words: what the table says about it.</summary>
internal static class KeyHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        var node = analysis.Syntax.FindNode(offset);
        if (!node.IsScalar || SchemaPlace.Of(analysis.Syntax, node) is not { } place) return null;
        if (place.IsKey) return place.Key is { } key ? new(node.Span, $"`{key.Name}` · {SchemaText.Short(key.Type)}{(key.IsRequired ? " · required" : "")}\n\n{SchemaText.Documentation(key)}") : null;
        var value = SchemaPlace.Shaped<ScalarType>(place.Type)?.Values.FirstOrDefault(known => node.ValueText.SequenceEqual(known.Name));
        if (value is null || value.Description.Length == 0) return null;
        return new(node.Span, $"`{value.Name}`\n\n{value.Description}{(SchemaText.Note(value.Availability) is { } note ? $"\n\n*{note}*" : "")}");
    }

    /// <summary>An option inside a step or target: its own words are wanted there, not the whole step's.</summary>
    public static bool IsOption(RecipeAnalysis analysis, int offset)
    {
        var node = analysis.Syntax.FindNode(offset);
        return node.IsScalar && SchemaPlace.Of(analysis.Syntax, node) is { } place && (place.IsKey ? place.Noun is null && place.Path.Length >= 2 : place.Path.Length >= 3 && place.Type is ScalarType { Kind: ScalarKind.Choice });
    }
}
