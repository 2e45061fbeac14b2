using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Edits that take something out of a recipe and leave nothing of it behind.</summary>
public static class Removal
{
    /// <summary>Whole lines of a block pair or item, so that nothing is left of it; inside brackets the pair and its comma.</summary>
    public static TextEdit Of(SourceText text, TextSpan span)
    {
        var lines = text.Lines;
        var first = lines.LineOf(span.Start);
        var lineStart = lines.LineStart(first);
        var isAlone = text.Slice(TextSpan.Between(lineStart, span.Start)).IndexOfAnyExcept(' ', '-') < 0;
        if (isAlone)
        {
            var last = lines.LineOf(Math.Max(span.End - 1, span.Start));
            return new(TextSpan.Between(lineStart, last + 1 < lines.LineCount ? lines.LineStart(last + 1) : text.Length), "");
        }
        var (start, end) = (span.Start, span.End);
        while (end < text.Length && text.Text[end] is ' ') end++;
        if (end < text.Length && text.Text[end] == ',')
        {
            for (end++; end < text.Length && text.Text[end] is ' ';) end++;
            return new(TextSpan.Between(start, end), "");
        }
        while (start > 0 && text.Text[start - 1] is ' ') start--;
        if (start > 0 && text.Text[start - 1] == ',') start--;
        return new(TextSpan.Between(start, span.End), "");
    }

    /// <summary>Removes the pair or item that a span names by its key, its kind or its value, and whatever would be empty without it; null where nothing would be left, or where it does not stand
    /// in this text.</summary>
    public static TextEdit? Whole(SyntaxTree tree, TextSpan span)
    {
        if (span.End > tree.Text.Length || tree.Root.Span.End < span.End) return null;
        var node = tree.FindNode(span.Start);
        while (node.Parent.Exists && node.Span.Start == node.Parent.Span.Start && node.Span.End < span.End) node = node.Parent;
        for (; node.Parent is { Exists: true } parent; node = parent)
        {
            if (parent.IsSequence)
            {
                if (parent.Items.Count > 1) return Of(tree.Text, node.Span);
                continue;
            }
            SyntaxPair? mine = null, next = null;
            foreach (var pair in parent.Pairs)
            {
                if (mine is not null) { next = pair; break; }
                if (pair.Key == node || pair.Value == node) mine = pair;
            }
            if (mine is not { } gone) return null;
            if (parent.Pairs.Count == 1) continue;
            // The first key of an item stands behind its dash, which stays.
            var start = tree.Text.Lines.LineStart(tree.Text.Lines.LineOf(gone.Span.Start));
            var isBehindDash = !parent.IsFlow && tree.Text.Slice(TextSpan.Between(start, gone.Span.Start)).Contains('-');
            return isBehindDash && next is { } following ? new(TextSpan.Between(gone.Span.Start, following.Span.Start), "") : Of(tree.Text, gone.Span);
        }
        return null;
    }

    /// <summary>A fix that removes a step, and the key above it when no other step stays; null for a step that does not stand in this text.</summary>
    public static Fix? OfStep(SyntaxTree tree, BoundStep step)
    {
        var (text, steps) = (tree.Text, tree.Root["steps"]);
        if (!steps.IsSequence || !steps.Span.Contains(step.Span.Start) || step.Span.End > steps.Span.End) return null;
        if (steps.FirstChild.Next.Exists) return new("Remove this step", FixSafety.Unsafe, [Of(text, step.Span)]);
        foreach (var pair in tree.Root.Pairs)
            if (pair.Value == steps) return new("Remove this step", FixSafety.Unsafe, [Of(text, TextSpan.Between(pair.Key.Span.Start, steps.Span.End))]);
        return null;
    }
}
