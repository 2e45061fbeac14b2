using OptRecipe.Pipeline;

namespace OptRecipe.Ide.Hover;

/// <summary>On the key of the data that the last run measured on, and on their metric: what it found.</summary>
internal static class MeasuredHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (MeasuredText.Of(analysis) is not { } measured) return null;
        var node = analysis.Syntax.FindNode(offset);
        if (!node.IsScalar || SchemaPlace.Of(analysis.Syntax, node) is not { } place) return null;
        var role = measured.Data.Role.ToString().ToLowerInvariant();
        var isMeant = place.IsKey && place.Path is ["data"] && node.ValueText.SequenceEqual(role)
            || place.Path is ["data", var set, ..] && set == role && (place.Path.Contains("metric") || place.IsKey && node.ValueText is "metric");
        return isMeant ? new(node.Span, measured.Table) : null;
    }
}
