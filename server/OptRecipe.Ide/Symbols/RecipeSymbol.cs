using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Symbols;

public enum RecipeSymbolKind { Key, List, Text }

/// <summary>One entry of a recipe's outline.</summary>
/// <param name="Detail">The value where it is a word; else empty.</param>
/// <param name="NameSpan">Lies inside <paramref name="Span"/>.</param>
public sealed record RecipeSymbol(string Name, string Detail, RecipeSymbolKind Kind, TextSpan Span, TextSpan NameSpan, ImmutableArray<RecipeSymbol> Children)
{
    /// <summary>Deeper nodes are left out: an outline is for reading.</summary>
    private const int MaxDepth = 6;
    private const int MaxLength = 80;

    /// <summary>The outline of a text, in its order; any text has one.</summary>
    public static ImmutableArray<RecipeSymbol> Of(SyntaxTree tree) => Of(tree.Root, 0);

    private static ImmutableArray<RecipeSymbol> Of(SyntaxNode node, int depth)
    {
        if (depth == MaxDepth) return [];
        var symbols = ImmutableArray.CreateBuilder<RecipeSymbol>();
        if (node.IsMapping)
        {
            foreach (var pair in node.Pairs) symbols.Add(Make(Shorten(pair.Key.Value), pair.Span, pair.Key.Span, pair.Value, depth));
        }
        else if (node.IsSequence)
        {
            foreach (var item in node.Items)
            {
                // An item with one key, a step or a target, is shown as that key.
                if (item.IsMapping && item.Pairs.Count == 1)
                {
                    foreach (var pair in item.Pairs) symbols.Add(Make(Shorten(pair.Key.Value), pair.Span, pair.Key.Span, pair.Value, depth));
                }
                else if (item.IsScalar) symbols.Add(new(Shorten(item.Value), "", RecipeSymbolKind.Text, item.Span, item.Span, []));
                else if (!item.IsMissing) symbols.Add(Make("-", item.Span, item.Span with { Length = 0 }, item, depth));
            }
        }
        return symbols.ToImmutable();
    }

    private static RecipeSymbol Make(string name, TextSpan span, TextSpan nameSpan, SyntaxNode value, int depth) => new(
        name, value.IsScalar ? Shorten(value.Value) : "", value.IsSequence ? RecipeSymbolKind.List : value.IsScalar ? RecipeSymbolKind.Text : RecipeSymbolKind.Key,
        span, nameSpan, Of(value, depth + 1));

    // Protocols do not allow an empty name.
    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "(empty)" : line.Length <= MaxLength ? line : $"{line[..MaxLength]}…";
    }
}
