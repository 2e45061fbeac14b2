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
