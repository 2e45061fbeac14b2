using System.Collections.Immutable;
using OptRecipe.Pipeline;

namespace OptRecipe.Ide.Names;

/// <summary>Where a recipe names the same as a word of this or another recipe.</summary>
public static class References
{
    /// <param name="name">A name of <paramref name="from"/>.</param>
    /// <param name="other">The recipe to look through; may be the same.</param>
    public static ImmutableArray<RecipeName> In(RecipeAnalysis other, RecipeName name, RecipeAnalysis from)
    {
        if (ReferenceEquals(other, from)) return RecipeNames.SameAs(from, name);
        // An anchor ends with its text.
        if (name.Kind == NameKind.Anchor) return [];
        if (name.Kind != NameKind.Path) return RecipeNames.SameAs(other, name);
        var path = RecipeFolder.Resolve(from.Path, name.Text);
        return [.. RecipeNames.All(other).Where(found => found.Kind == NameKind.Path && RecipeFolder.Resolve(other.Path, found.Text) == path)];
    }
}
