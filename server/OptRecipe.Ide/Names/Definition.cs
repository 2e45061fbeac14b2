using OptRecipe.Ide.Content;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Names;

/// <summary>Where a name comes from: another place of the recipe, a file, or a page that we write. Exactly one of <paramref name="Path"/> and <paramref name="Page"/> is set, or none for this recipe.</summary>
/// <param name="Origin">The word that was asked about.</param>
/// <param name="Path">Absolute path of a file.</param>
/// <param name="Span">What to show, in the text of the target; empty for a file's start.</param>
/// <param name="SelectionSpan">What to select; lies inside <paramref name="Span"/>.</param>
public sealed record Definition(TextSpan Origin, string? Path, ContentPage? Page, TextSpan Span, TextSpan SelectionSpan)
{
    /// <summary>What a view of the graph shows of it: <c>operator=0.6</c> or <c>tensor=0.33</c>, subgraph and number; null elsewhere.</summary>
    public string? GraphPart { get; init; }
}
