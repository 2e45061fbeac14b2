using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

/// <summary>Edits made one after the other, each to the result of those before, as edits of the first text: a piece table.</summary>
internal sealed class ComposedEdits(SourceText original)
{
    /// <param name="Start">Where a kept piece stands in the first text; negative for new text.</param>
    private readonly record struct Piece(int Start, string Text)
    {
        internal Piece Cut(int from, int length) => new(Start < 0 ? Start : Start + from, Text.Substring(from, length));
    }

    private List<Piece> pieces = [new(0, original.Text)];

    internal SourceText Text => new(string.Concat(pieces.Select(piece => piece.Text)));

    /// <summary>Edits of the text as it is now; they may not overlap.</summary>
    internal void Apply(IEnumerable<TextEdit> edits)
    {
        foreach (var edit in edits.OrderByDescending(edit => edit.Span.Start)) Apply(edit);
    }

    internal ImmutableArray<TextEdit> Edits()
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        var (at, added) = (0, "");
        foreach (var piece in pieces.Append(new(original.Length, "")))
        {
            if (piece.Start < 0) { added += piece.Text; continue; }
            if (piece.Start > at || added.Length > 0) edits.Add(new(TextSpan.Between(at, piece.Start), added));
            (at, added) = (piece.Start + piece.Text.Length, "");
        }
        return edits.ToImmutable();
    }

    private void Apply(TextEdit edit)
    {
        var result = new List<Piece>(pieces.Count + 2);
        var (at, isAdded) = (0, false);
        foreach (var piece in pieces)
        {
            var (start, end) = (Math.Clamp(edit.Span.Start - at, 0, piece.Text.Length), Math.Clamp(edit.Span.End - at, 0, piece.Text.Length));
            if (start > 0) result.Add(piece.Cut(0, start));
            if (!isAdded && edit.Span.Start <= at + piece.Text.Length)
            {
                isAdded = true;
                if (edit.NewText.Length > 0) result.Add(new(-1, edit.NewText));
            }
            if (end < piece.Text.Length) result.Add(piece.Cut(end, piece.Text.Length - end));
            at += piece.Text.Length;
        }
        pieces = result;
    }
}
