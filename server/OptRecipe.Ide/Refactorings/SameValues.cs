using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Whether two texts hold the same values and comments, in whatever style they are written.</summary>
internal static class SameValues
{
    internal static bool Of(SyntaxTree left, SyntaxTree right) =>
        right.Problems.Length <= left.Problems.Length && Of(left.Root, right.Root) && Comments(left).SequenceEqual(Comments(right));

    private static IEnumerable<string> Comments(SyntaxTree tree) => tree.Comments.Select(comment => tree.Text.Slice(comment).TrimEnd().ToString()).Order(StringComparer.Ordinal);

    private static bool Of(SyntaxNode left, SyntaxNode right)
    {
        if (left.IsMapping != right.IsMapping || left.IsSequence != right.IsSequence || left.IsNull != right.IsNull || (left.Kind == SyntaxKind.Alias) != (right.Kind == SyntaxKind.Alias)) return false;
        if (left.Anchor is null != right.Anchor is null) return false;
        if (left.IsMapping)
        {
            var others = right.Pairs.GetEnumerator();
            foreach (var pair in left.Pairs) if (!others.MoveNext() || !Of(pair.Key, others.Current.Key) || !Of(pair.Value, others.Current.Value)) return false;
            return !others.MoveNext();
        }
        if (left.IsSequence)
        {
            var others = right.Items.GetEnumerator();
            foreach (var item in left.Items) if (!others.MoveNext() || !Of(item, others.Current)) return false;
            return !others.MoveNext();
        }
        return left.ValueText.SequenceEqual(right.ValueText);
    }
}
