namespace OptRecipe.Data.Tables;

/// <summary>Cells of comma separated text (RFC 4180), row by row; a semicolon or a tab separates where the first line has more of them. Empty lines are left out.</summary>
internal static class CsvText
{
    private const int MostColumns = 1_000_000;

    /// <summary>Calls with each row; the list is used again for the next.</summary>
    /// <exception cref="DataFormatException">A quoted cell does not end, or a row has more cells than any table.</exception>
    public static void Read(string text, Action<List<string>> row)
    {
        var separator = Separator(text);
        var cells = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (cells.Count > MostColumns) throw new DataFormatException($"a row has more than {MostColumns} cells");
            var end = text[at] == '"' ? Quoted(text, at, cells) : Plain(text, at, separator, cells);
            var isLast = end >= text.Length || text[end] is '\r' or '\n';
            at = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
            // A separator at the very end is followed by one more, empty cell.
            if (!isLast && at >= text.Length)
            {
                cells.Add("");
                isLast = true;
            }
            if (!isLast) continue;
            if (cells.Count > 1 || cells[0].Length > 0) row(cells);
            cells.Clear();
        }
    }

    private static char Separator(string text)
    {
        var line = text.AsSpan();
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end) line = line[..end];
        var (commas, semicolons, tabs) = (line.Count(','), line.Count(';'), line.Count('\t'));
        return semicolons > commas && semicolons >= tabs ? ';' : tabs > commas ? '\t' : ',';
    }

    private static int Plain(string text, int at, char separator, List<string> cells)
    {
        var length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
        var end = length < 0 ? text.Length : at + length;
        cells.Add(text[at..end].Trim());
        return end;
    }

    private static int Quoted(string text, int at, List<string> cells)
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] != '"') continue;
            if (end + 1 < text.Length && text[end + 1] == '"') end++;
            else
            {
                cells.Add(text[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal));
                return end + 1;
            }
        }
        throw new DataFormatException("a cell's quotation mark is not closed");
    }
}
