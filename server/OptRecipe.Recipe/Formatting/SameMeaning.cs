using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Formatting;

/// <summary>Whether two texts say the same: the same nodes with the same values, styles, anchors, comments and problems, whatever white space stands between them.</summary>
public static class SameMeaning
{
    public static bool Of(SyntaxTree left, SyntaxTree right)
    {
        if (left.Nodes.Length != right.Nodes.Length || left.Problems.Length != right.Problems.Length || left.Comments.Length != right.Comments.Length) return false;
        for (var index = 0; index < left.Problems.Length; index++)
            if (left.Problems[index].Kind != right.Problems[index].Kind || left.Problems[index].Count != right.Problems[index].Count) return false;
        for (var index = 0; index < left.Comments.Length; index++)
            if (!left.Text.Slice(left.Comments[index]).TrimEnd().SequenceEqual(right.Text.Slice(right.Comments[index]).TrimEnd())) return false;
        for (var index = 0; index < left.Nodes.Length; index++)
            if (!IsSame(left, right, index)) return false;
        return IsSame(left.AllProperties, right.AllProperties, left, right);
    }

    private static bool IsSame(SyntaxTree left, SyntaxTree right, int index)
    {
        ref readonly var one = ref left.Nodes[index];
        ref readonly var other = ref right.Nodes[index];
        if ((one.Kind, one.Flags, one.Parent, one.FirstChild, one.Next) != (other.Kind, other.Flags, other.Parent, other.FirstChild, other.Next)) return false;
        return one.Kind is SyntaxKind.Missing or SyntaxKind.Mapping or SyntaxKind.Sequence || new SyntaxNode(left, index).ValueText.SequenceEqual(new SyntaxNode(right, index).ValueText);
    }

    private static bool IsSame(ReadOnlySpan<NodeProperties> left, ReadOnlySpan<NodeProperties> right, SyntaxTree leftTree, SyntaxTree rightTree)
    {
        if (left.Length != right.Length) return false;
        for (var index = 0; index < left.Length; index++)
        {
            if (left[index].Node != right[index].Node || !leftTree.Text.Slice(left[index].Anchor).SequenceEqual(rightTree.Text.Slice(right[index].Anchor))
                || !leftTree.Text.Slice(left[index].Tag).SequenceEqual(rightTree.Text.Slice(right[index].Tag))) return false;
        }
        return true;
    }
}
