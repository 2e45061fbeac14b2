using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>How binder and checks look at nodes: through aliases and merge keys, never endlessly.</summary>
public static class NodeReading
{
    /// <summary>The node, or the one its alias stands for; no node for a broken alias.</summary>
    public static SyntaxNode Followed(this SyntaxTree tree, SyntaxNode node)
    {
        for (var hops = 0; node.Exists && node.Kind == SyntaxKind.Alias; hops++)
        {
            if (hops == SyntaxTree.MaximumDepth) return default;
            node = tree.Resolve(node);
        }
        return node;
    }

    /// <summary>The value of a key, own keys before merged ones; no node when there is none.</summary>
    public static SyntaxNode ValueOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key, int depth = 0)
    {
        var own = mapping[key];
        if (own.Exists) return tree.Followed(own);
        if (depth == 10) return default;
        foreach (var pair in mapping.Pairs)
        {
            if (pair.Key.RawText is not "<<") continue;
            var merged = tree.Followed(pair.Value);
            if (merged.IsMapping && tree.ValueOf(merged, key, depth + 1) is { Exists: true } found) return found;
            foreach (var item in merged.Items)
                if (tree.Followed(item) is { IsMapping: true } part && tree.ValueOf(part, key, depth + 1) is { Exists: true } inner) return inner;
        }
        return default;
    }

    /// <summary>A scalar's text without its quotes.</summary>
    public static TextSpan ContentSpan(this SyntaxNode node) => node.Kind is SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted ? new(node.Span.Start + 1, node.Span.Length - 2) : node.Span;
}
