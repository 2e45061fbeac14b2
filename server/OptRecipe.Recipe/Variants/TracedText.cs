using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Variants;

/// <summary>A text that is being changed and that knows of each of its characters where it comes from.</summary>
internal sealed class TracedText(string text)
{
    private readonly List<Piece> pieces = [new(text.Length, new(0, text.Length), true, 0)];
    private readonly int end = text.Length;
    private int values;

    /// <param name="Origin">Where it stands in the first text.</param>
    /// <param name="IsExact">Letter by letter.</param>
    /// <param name="Value">Which value that was put in it belongs to, from 1; 0 for the first text's own.</param>
    private readonly record struct Piece(int Length, TextSpan Origin, bool IsExact, int Value)
    {
        internal Piece Part(int start, int length) => this with { Length = length, Origin = IsExact ? new(Origin.Start + start, length) : Origin };
    }

    internal string Text { get; private set; } = text;

    /// <summary>Replaces a span of <see cref="Text"/>.</summary>
    /// <param name="value">What is put in, between two pieces of YAML around it.</param>
    /// <param name="origin">Where the value stands in the first text.</param>
    internal void Replace(TextSpan span, string before, string value, string after, TextSpan origin)
    {
        values++;
        var at = Split(span.Start);
        pieces.RemoveRange(at, Split(span.End) - at);
        pieces.InsertRange(at, new Piece[] { new(before.Length, origin, false, values), new(value.Length, origin, origin.Length == value.Length, values), new(after.Length, origin, false, values) }.Where(piece => piece.Length > 0));
        Text = string.Concat(Text.AsSpan(0, span.Start), before + value + after, Text.AsSpan(span.End));
    }

    /// <summary>Where a span of <see cref="Text"/> comes from: the value, when it holds a part of one alone; else its own place in the first text.</summary>
    internal TextSpan Home(TextSpan span, out bool isValue)
    {
        var touched = new List<Piece>();
        var at = 0;
        foreach (var piece in pieces)
        {
            var (from, to) = (Math.Max(span.Start, at), Math.Min(span.End, at + piece.Length));
            if (from < to || (span.Length == 0 && from == span.Start && from < at + piece.Length)) touched.Add(piece.Part(from - at, to - from));
            at += piece.Length;
        }
        var put = touched.Where(piece => piece.Value > 0).Select(piece => piece.Value).Distinct().ToArray();
        isValue = put.Length == 1;
        // With what stands around it, it is the whole value.
        if (isValue) return touched is [{ IsExact: true } part] ? part.Origin : pieces.First(piece => piece.Value == put[0] && (piece.IsExact || !pieces.Exists(other => other.Value == put[0] && other.IsExact))).Origin;
        if (touched.Count == 0) return new(end, 0);
        var (first, last) = (touched[0].Origin, touched[^1].Origin);
        return last.End >= first.Start ? TextSpan.Between(first.Start, last.End) : first;
    }

    /// <summary>The index of the piece that begins at an offset, made if need be.</summary>
    private int Split(int offset)
    {
        var at = 0;
        for (var index = 0; index < pieces.Count; index++)
        {
            if (at == offset) return index;
            var piece = pieces[index];
            if (offset < at + piece.Length)
            {
                pieces[index] = piece.Part(0, offset - at);
                pieces.Insert(index + 1, piece.Part(offset - at, at + piece.Length - offset));
                return index + 1;
            }
            at += piece.Length;
        }
        return pieces.Count;
    }
}
