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
        if (depth == 10 || !mapping.MayMerge) return default;
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

    /// <summary>The first pair with a key, own ones before merged ones; without a key when there is none.</summary>
    internal static SyntaxPair PairOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key)
    {
        foreach (var pair in mapping.Pairs)
            if (pair.Key.IsText(key) && pair.Key.RawText is not "<<") return pair;
        if (mapping.MayMerge)
            foreach (var pair in tree.AllPairs(mapping))
                if (pair.Key.IsText(key)) return pair;
        return default;
    }

    /// <summary>A mapping's own pairs and then those that merge keys bring in, own ones first.</summary>
    public static IEnumerable<SyntaxPair> AllPairs(this SyntaxTree tree, SyntaxNode mapping, int depth = 0)
    {
        var merges = new List<SyntaxNode>();
        foreach (var pair in mapping.Pairs)
        {
            if (pair.Key.RawText is "<<") merges.Add(tree.Followed(pair.Value));
            else yield return pair;
        }
        if (depth == 5) yield break;
        foreach (var merge in merges.Take(100))
        {
            if (merge.IsMapping) foreach (var pair in tree.AllPairs(merge, depth + 1)) yield return pair;
            foreach (var item in Limited(merge))
                foreach (var pair in tree.AllPairs(tree.Followed(item), depth + 1)) yield return pair;
        }
    }

    private static List<SyntaxNode> Limited(SyntaxNode list)
    {
        var result = new List<SyntaxNode>();
        foreach (var item in list.Items) if (result.Count < 20) result.Add(item);
        return result;
    }

    /// <summary>A scalar's text without its quotes.</summary>
    public static TextSpan ContentSpan(this SyntaxNode node) => node.Kind is SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted ? new(node.Span.Start + 1, node.Span.Length - 2) : node.Span;
}
