using System.Collections.Immutable;

namespace OptRecipe.Recipe.Text;

/// <summary>One version of a document: its characters and their lines. Immutable; safe to share between threads.</summary>
public sealed class SourceText(string text)
{
    private LineMap? lines;

    public string Text { get; } = text;
    public int Length => Text.Length;
    public LineMap Lines => lines ??= new(Text);

    /// <summary>The line break this text uses first; LF when it has none.</summary>
    public string LineBreak
    {
        get
        {
            var at = Text.AsSpan().IndexOfAny('\r', '\n');
            return at < 0 || Text[at] == '\n' ? "\n" : at + 1 < Text.Length && Text[at + 1] == '\n' ? "\r\n" : "\r";
        }
    }

    public ReadOnlySpan<char> Slice(TextSpan span) => Text.AsSpan(span.Start, span.Length);

    /// <summary>Replaces what lies between two positions, as a client's ranged change does: positions are clamped, reversed ones are swapped.</summary>
    public SourceText WithChange(LinePosition start, LinePosition end, string newText)
    {
        var (from, to) = (Lines.Offset(start), Lines.Offset(end));
        if (from > to) (from, to) = (to, from);
        return new(string.Concat(Text.AsSpan(0, from), newText, Text.AsSpan(to)));
    }

    /// <summary>Applies edits that all speak of this text. They may not overlap; several insertions at one place keep their order.</summary>
    /// <exception cref="ArgumentException">Two edits overlap or one lies outside the text.</exception>
    public SourceText WithEdits(ImmutableArray<TextEdit> edits)
    {
        var builder = new System.Text.StringBuilder(Text.Length);
        var at = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Span.Start))
        {
            if (edit.Span.Start < at || edit.Span.End > Text.Length) throw new ArgumentException("The edits overlap or lie outside the text", nameof(edits));
            builder.Append(Text, at, edit.Span.Start - at).Append(edit.NewText);
            at = edit.Span.End;
        }
        return new(builder.Append(Text, at, Text.Length - at).ToString());
    }
}
