using System.Text;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>Texts that hold names from files of others, safe inside Markdown: nothing in the results ends a table's cell, starts markup, a link, HTML or an icon, or breaks the line.</summary>
public static class MarkdownText
{
    /// <summary>A sentence of ours: what it has in back quotes stays code.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '`' && text.IndexOf('`', at + 1) is > 0 and var end)
            {
                // Code takes no backslashes; only the bars of tables are looked for in it.
                safe.Append(VisibleText.Of(text[at..(end + 1)]).Replace("|", "\\|", StringComparison.Ordinal));
                at = end + 1;
                continue;
            }
            var next = text.IndexOf('`', at + 1) is > 0 and var mark ? mark : text.Length;
            Name(text.AsSpan(at, next - at), safe);
            at = next;
        }
        return safe.ToString();
    }

    /// <summary>A name from a file, shown as it is.</summary>
    public static string Name(string name)
    {
        var safe = new StringBuilder(name.Length);
        Name(name, safe);
        return safe.ToString();
    }

    private static void Name(ReadOnlySpan<char> name, StringBuilder safe)
    {
        for (var at = 0; at < name.Length; at++)
        {
            var c = name[at];
            if (VisibleText.IsHidden(c)) safe.Append('\\').Append(VisibleText.Escaped(c));
            else if (IsMark(name, at)) safe.Append('\\').Append(c);
            else safe.Append(char.IsControl(c) ? ' ' : c);
        }
    }

    private static bool IsMark(ReadOnlySpan<char> name, int at) => name[at] switch
    {
        '|' or '<' or '\\' or '[' or ']' or '*' or '`' or '~' => true,
        '&' => at + 1 < name.Length && (char.IsAsciiLetter(name[at + 1]) || name[at + 1] == '#'),
        '$' => at + 1 < name.Length && name[at + 1] == '(',
        // Between letters an underscore is no markup.
        '_' => at == 0 || at + 1 == name.Length || !char.IsLetterOrDigit(name[at - 1]) || !char.IsLetterOrDigit(name[at + 1]),
        _ => false,
    };
}
