using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Symbols;

public enum RecipeSymbolKind { Key, List, Text, Number, Flag, File, Step, Target, Output }

/// <summary>One entry of a recipe's outline.</summary>
/// <param name="Detail">The value where it is a word, of a step or data set what it turns on; else empty.</param>
/// <param name="NameSpan">Lies inside <paramref name="Span"/>.</param>
public sealed record RecipeSymbol(string Name, string Detail, RecipeSymbolKind Kind, TextSpan Span, TextSpan NameSpan, ImmutableArray<RecipeSymbol> Children)
{
    /// <summary>Deeper nodes are left out: an outline is for reading.</summary>
    private const int MaxDepth = 6;
    private const int MaxLength = 80;
    /// <summary>Keys whose value says most about the mapping they stand in.</summary>
    private static readonly string[] Headlines = ["scheme", "sparsity", "clusters", "path", "kernels", "runtime", "require"];

    /// <summary>The outline of a text, in its order; any text has one.</summary>
    public static ImmutableArray<RecipeSymbol> Of(SyntaxTree tree) => Of(tree.Root, 0, RecipeSymbolKind.Key);

    /// <param name="items">What the items of this node are.</param>
    private static ImmutableArray<RecipeSymbol> Of(SyntaxNode node, int depth, RecipeSymbolKind items)
    {
        if (depth == MaxDepth) return [];
        var symbols = ImmutableArray.CreateBuilder<RecipeSymbol>();
        foreach (var pair in node.Pairs) symbols.Add(Make(pair, depth, items is RecipeSymbolKind.Output && depth == 1 ? items : RecipeSymbolKind.Key));
        foreach (var item in node.Items)
        {
            // An item with one key, a step or a target, is shown as that key.
            if (item.IsMapping && item.Pairs.Count == 1)
            {
                foreach (var pair in item.Pairs) symbols.Add(Make(pair, depth, items));
            }
            else if (item.IsScalar) symbols.Add(new(Shorten(item.Value), "", items == RecipeSymbolKind.Key ? KindOf(item) : items, item.Span, item.Span, []));
            else if (!item.IsMissing) symbols.Add(new("-", Headline(item), KindOf(item), item.Span, item.Span with { Length = 0 }, Of(item, depth + 1, RecipeSymbolKind.Key)));
        }
        return symbols.ToImmutable();
    }

    private static RecipeSymbol Make(SyntaxPair pair, int depth, RecipeSymbolKind kind)
    {
        var (name, value) = (pair.Key.Value, pair.Value);
        var items = depth > 0 ? RecipeSymbolKind.Key : name switch { "steps" => RecipeSymbolKind.Step, "targets" => RecipeSymbolKind.Target, "outputs" => RecipeSymbolKind.Output, _ => RecipeSymbolKind.Key };
        if (kind == RecipeSymbolKind.Key) kind = name is "model" or "path" ? RecipeSymbolKind.File : KindOf(value);
        return new(Shorten(name), value.IsScalar ? Shorten(value.Value) : Headline(value), kind, pair.Span, pair.Key.Span, Of(value, depth + 1, items));
    }

    private static RecipeSymbolKind KindOf(SyntaxNode value) =>
        value.IsSequence ? RecipeSymbolKind.List : !value.IsScalar ? RecipeSymbolKind.Key
        : value.ValueText is "true" or "false" ? RecipeSymbolKind.Flag
        : value.Kind == SyntaxKind.Plain && value.RawText is [>= '0' and <= '9', ..] ? RecipeSymbolKind.Number : RecipeSymbolKind.Text;

    private static string Headline(SyntaxNode mapping)
    {
        if (!mapping.IsMapping) return "";
        foreach (var key in Headlines)
            if (mapping[key] is { Exists: true, IsScalar: true } value) return Shorten(value.Value);
        return "";
    }

    // Protocols do not allow an empty name.
    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "(empty)" : line.Length <= MaxLength ? line : $"{line[..MaxLength]}…";
    }
}
