using System.Text;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using Range = OptRecipe.Lsp.Protocol.Range;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Positions on the wire to offsets in a text and back, in the units the client and we agreed on.</summary>
public readonly struct Positions(SourceText text, PositionEncoding encoding)
{
    /// <summary>Clamped to the line and the text; inside a character: before it.</summary>
    public int Offset(Position position)
    {
        if (encoding == PositionEncoding.Utf16) return text.Lines.Offset(new(position.Line, position.Character));
        if (position.Line >= text.Lines.LineCount) return text.Length;
        var offset = text.Lines.LineStart(position.Line);
        var end = text.Lines.LineEnd(position.Line);
        for (var units = 0; offset < end;)
        {
            Rune.DecodeFromUtf16(text.Text.AsSpan(offset, end - offset), out var rune, out var length);
            units += Units(rune);
            if (units > position.Character) break;
            offset += length;
        }
        return offset;
    }

    public Position Position(int offset)
    {
        var found = text.Lines.Position(offset);
        if (encoding == PositionEncoding.Utf16) return new(found.Line, found.Character);
        var units = 0;
        var rest = text.Text.AsSpan(text.Lines.LineStart(found.Line), found.Character);
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            units += Units(rune);
            rest = rest[length..];
        }
        return new(found.Line, units);
    }

    /// <summary>A reversed range is swapped.</summary>
    public TextSpan Span(Range range)
    {
        var (start, end) = (Offset(range.Start), Offset(range.End));
        return start <= end ? TextSpan.Between(start, end) : TextSpan.Between(end, start);
    }

    public Range Range(TextSpan span) => new(Position(span.Start), Position(span.End));

    private int Units(Rune rune) => encoding == PositionEncoding.Utf8 ? rune.Utf8SequenceLength : 1;
}
