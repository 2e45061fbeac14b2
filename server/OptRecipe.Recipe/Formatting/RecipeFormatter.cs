using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Formatting;

/// <summary>Formats the YAML of a recipe: white space only, and only where the result says the same. Sections with a syntax error stay as they are.</summary>
public static class RecipeFormatter
{
    /// <summary>The edits that format the whole text, in its order; none when it is formatted already; null when it has to stay as it is. Applied again there are none.</summary>
    public static ImmutableArray<TextEdit>? TryFormat(SyntaxTree tree, FormattingOptions options) =>
        new FormatWalk(tree, options).Run() is { } edits && KeepsMeaning(tree, edits) ? edits : null;

    /// <summary>Those edits of the whole text's that touch the lines of a range; where they need others to keep the meaning, those of the sections around.</summary>
    public static ImmutableArray<TextEdit> FormatRange(SyntaxTree tree, TextSpan range, FormattingOptions options)
    {
        if (new FormatWalk(tree, options).Run() is not { } edits) return [];
        var lines = tree.Text.Lines;
        // A selection of whole lines ends where the next one starts.
        var last = range.Length > 0 && lines.Position(range.End).Character == 0 ? range.End - 1 : range.End;
        var (start, end) = (lines.LineStart(lines.LineOf(range.Start)), lines.LineEnd(lines.LineOf(last)));
        if (Inside(edits, start, end) is var few && KeepsMeaning(tree, few)) return few;
        foreach (var pair in tree.Root.Pairs)
        {
            if (pair.Span.Start < start && pair.Span.End > start) start = pair.Span.Start;
            if (pair.Span.Start < end && pair.Span.End > end) end = pair.Span.End;
        }
        return Inside(edits, start, end) is var more && KeepsMeaning(tree, more) ? more : [];
    }

    private static ImmutableArray<TextEdit> Inside(ImmutableArray<TextEdit> edits, int start, int end) => [.. edits.Where(edit => edit.Span.Start >= start && edit.Span.End <= end)];

    private static bool KeepsMeaning(SyntaxTree tree, ImmutableArray<TextEdit> edits) => edits.IsEmpty || SameMeaning.Of(tree, SyntaxTree.Parse(tree.Text.WithEdits(edits)));
}
