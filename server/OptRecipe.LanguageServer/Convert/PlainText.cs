using System.Text;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Our Markdown for clients that show none: tables become lines with aligned columns, marks go, what was escaped stands as it is.</summary>
public static class PlainText
{
    public static MarkupContent Content(bool isMarkdown, string markdown) => new(isMarkdown, isMarkdown ? markdown : Of(markdown));

    public static string Of(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var table = new List<string[]>();
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith('|'))
            {
                if (line.AsSpan().IndexOfAnyExcept("|-: ") >= 0) table.Add(Cells(line));
                continue;
            }
            Flush(table, text);
            text.Append(line is "---" ? "" : Unmarked(line)).Append('\n');
        }
        Flush(table, text);
        return text.ToString().TrimEnd('\n');
    }

    private static void Flush(List<string[]> table, StringBuilder text)
    {
        if (table.Count == 0) return;
        var widths = new int[table.Max(row => row.Length)];
        foreach (var row in table)
            for (var column = 0; column < row.Length; column++) widths[column] = Math.Max(widths[column], row[column].Length);
        foreach (var row in table)
        {
            var line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }
        table.Clear();
    }

    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var start = 1;
        for (var at = 1; at < line.Length; at++)
        {
            if (line[at] == '\\') at++;
            else if (line[at] == '|')
            {
                cells.Add(Unmarked(line[start..at].Trim()));
                start = at + 1;
            }
        }
        return [.. cells];
    }

    private static string Unmarked(string line)
    {
        var text = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length && !char.IsAsciiLetterOrDigit(line[at + 1])) text.Append(line[++at]);
            else if (line[at] is not ('*' or '`')) text.Append(line[at]);
        }
        return text.ToString();
    }
}
