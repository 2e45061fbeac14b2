using OptRecipe.Pipeline;

namespace OptRecipe.Ide.Symbols;

/// <summary>What of a recipe can be found from anywhere: its name, its sections, and their entries: targets, steps, outputs, data sets.</summary>
public static class WorkspaceSymbols
{
    private const int Depth = 2;

    /// <param name="query">Letters in the order of the name; empty for everything.</param>
    public static IEnumerable<RecipeSymbol> Of(RecipeAnalysis recipe, string query)
    {
        // The recipe itself, under the name that people gave it.
        if (recipe.Recipe.Name is { Length: > 0 } name && SymbolMatch.Fits(query, name) && NameSpan(recipe) is { } span) yield return new(name, "", RecipeSymbolKind.File, span, span, []);
        foreach (var symbol in Flat(RecipeSymbol.Of(recipe.Syntax), 0))
            if (SymbolMatch.Fits(query, symbol.Name)) yield return symbol;
    }

    private static Recipe.Text.TextSpan? NameSpan(RecipeAnalysis recipe) => recipe.Syntax.Root["name"] is { Exists: true } node ? node.Span : null;

    private static IEnumerable<RecipeSymbol> Flat(IEnumerable<RecipeSymbol> symbols, int depth)
    {
        foreach (var symbol in symbols)
        {
            yield return symbol;
            if (depth + 1 >= Depth) continue;
            foreach (var child in Flat(symbol.Children, depth + 1)) yield return child;
        }
    }
}
