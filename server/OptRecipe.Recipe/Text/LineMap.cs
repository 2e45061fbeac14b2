using System.Buffers;

namespace OptRecipe.Recipe.Text;

/// <summary>Offsets of a text to lines and UTF-16 units and back. LF, CRLF and CR end a line; nothing else does (LSP, textDocuments). Every input is clamped, none throws.</summary>
public sealed class LineMap
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n");
    private readonly string text;
    private readonly int[] starts;

    public LineMap(string text)
    {
        this.text = text;
        starts = FindStarts(text);
    }

    /// <summary>At least 1: an empty text has one empty line.</summary>
    public int LineCount => starts.Length;

    public int LineStart(int line) => starts[Math.Clamp(line, 0, starts.Length - 1)];

    /// <summary>Where the line's characters end, before its line break.</summary>
    public int LineEnd(int line)
    {
        line = Math.Clamp(line, 0, starts.Length - 1);
        if (line == starts.Length - 1) return text.Length;
        var end = starts[line + 1] - 1;
        return end > starts[line] && text[end] == '\n' && text[end - 1] == '\r' ? end - 1 : end;
    }

    public int LineOf(int offset)
    {
        var found = Array.BinarySearch(starts, Math.Clamp(offset, 0, text.Length));
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>An offset between CR and LF counts to the line it ends.</summary>
    public LinePosition Position(int offset)
    {
        offset = Math.Clamp(offset, 0, text.Length);
        var line = LineOf(offset);
        return new(line, offset - starts[line]);
    }

    /// <summary>Beyond the line: its end. Beyond the last line: the end of the text. Inside a surrogate pair: before the pair.</summary>
    public int Offset(LinePosition position)
    {
        if (position.Line < 0) return 0;
        if (position.Line >= starts.Length) return text.Length;
        var start = starts[position.Line];
        var offset = start + Math.Clamp(position.Character, 0, LineEnd(position.Line) - start);
        return offset > start && offset < text.Length && char.IsLowSurrogate(text[offset]) && char.IsHighSurrogate(text[offset - 1]) ? offset - 1 : offset;
    }

    private static int[] FindStarts(string text)
    {
        var count = 1;
        var starts = ArrayPool<int>.Shared.Rent(256);
        starts[0] = 0;
        for (var at = 0; ;)
        {
            var found = text.AsSpan(at).IndexOfAny(Breaks);
            if (found < 0) break;
            at += found;
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            if (count == starts.Length) Grow(ref starts);
            starts[count++] = at;
        }
        var result = starts.AsSpan(0, count).ToArray();
        ArrayPool<int>.Shared.Return(starts);
        return result;
    }

    private static void Grow(ref int[] starts)
    {
        var larger = ArrayPool<int>.Shared.Rent(starts.Length * 2);
        starts.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(starts);
        starts = larger;
    }
}
