using System.Globalization;
using System.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>What the characters of a scalar mean (YAML 1.2.2 chapters 7 and 8): folding, escapes, chomping.</summary>
internal static class ScalarText
{
    internal static string Decode(string text, in NodeData node) => node.Kind switch
    {
        SyntaxKind.Plain => Fold(text.AsSpan(node.Start, node.End - node.Start), '\0'),
        SyntaxKind.SingleQuoted => Fold(text.AsSpan(node.Start + 1, node.End - node.Start - 2), '\''),
        SyntaxKind.DoubleQuoted => Fold(text.AsSpan(node.Start + 1, node.End - node.Start - 2), '"'),
        _ => Block(text, node),
    };

    /// <summary>Length of the escape that starts here with <c>\</c>; 0 when it is none.</summary>
    internal static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2) return 0;
        if ("0abtnvfre \"/\\N_LP\t\n\r".Contains(text[1])) return text[1] == '\r' && text.Length > 2 && text[2] == '\n' ? 3 : 2;
        var digits = text[1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0 || text.Length < 2 + digits) return 0;
        return int.TryParse(text.Slice(2, digits), NumberStyles.AllowHexSpecifier, null, out var code) && code is >= 0 and <= 0x10FFFF ? 2 + digits : 0;
    }

    private static string Fold(ReadOnlySpan<char> raw, char quote)
    {
        var result = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c is '\n' or '\r')
            {
                // White space around a line break goes, one break is a space, each further one a line break.
                result.Length -= BlanksBefore(raw, i, quote);
                var breaks = 0;
                for (; i < raw.Length && raw[i] is ' ' or '\t' or '\n' or '\r'; i++)
                    if (raw[i] == '\n' || (raw[i] == '\r' && !(i + 1 < raw.Length && raw[i + 1] == '\n'))) breaks++;
                i--;
                result.Append(breaks == 1 ? " " : new string('\n', breaks - 1));
            }
            else if (c == '\'' && quote == '\'') { result.Append('\''); i++; }
            else if (c == '\\' && quote == '"') i += AppendEscape(result, raw[i..]) - 1;
            else result.Append(c);
        }
        return result.ToString();
    }

    /// <summary>How many blanks stand before a line break; one that is escaped is none.</summary>
    private static int BlanksBefore(ReadOnlySpan<char> raw, int end, char quote)
    {
        var start = end;
        while (start > 0 && raw[start - 1] is ' ' or '\t') start--;
        var slashes = 0;
        while (quote == '"' && start > slashes && raw[start - slashes - 1] == '\\') slashes++;
        return Math.Max(end - start - slashes % 2, 0);
    }

    private static int AppendEscape(StringBuilder result, ReadOnlySpan<char> text)
    {
        var length = EscapeLength(text);
        if (length == 0)
        {
            result.Append('\\');
            return 1;
        }
        if (length > 3) result.Append(CodePoint(int.Parse(text[2..length], NumberStyles.AllowHexSpecifier)));
        else if (text[1] is '\n' or '\r')
        {
            // An escaped line break disappears together with the next line's indentation; empty lines behind it stay line breaks.
            for (; length < text.Length && text[length] is ' ' or '\t' or '\n' or '\r'; length++)
                if (text[length] == '\n' || (text[length] == '\r' && !(length + 1 < text.Length && text[length + 1] == '\n'))) result.Append('\n');
        }
        else result.Append(text[1] switch
        {
            '0' => '\0', 'a' => '\a', 'b' => '\b', 't' or '\t' => '\t', 'n' => '\n', 'v' => '\v', 'f' => '\f', 'r' => '\r', 'e' => '\u001B',
            'N' => '\u0085', '_' => '\u00A0', 'L' => '\u2028', 'P' => '\u2029', var same => same,
        });
        return length;
    }

    private static string CodePoint(int code) => code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code);

    private static string Block(string text, in NodeData node)
    {
        var header = text.AsSpan(node.Start);
        var at = header.IndexOfAny('\r', '\n');
        if (at < 0) return "";
        var chomp = header[1..Math.Min(3, at)] is var marks && marks.Contains('+') ? '+' : marks.Contains('-') ? '-' : ' ';
        at = Next(text, node.Start + at);
        var indent = Math.Max((int)node.Extra, 0);
        var result = new StringBuilder();
        var (pending, isMoreIndented, isFirst) = (0, false, true);
        while (at < text.Length)
        {
            var end = text.AsSpan(at).IndexOfAny('\r', '\n') is var found && found < 0 ? text.Length : at + found;
            var line = text.AsSpan(at, end - at);
            var isBlank = line.IndexOfAnyExcept(' ') < 0 && (at >= node.End || line.Length <= indent);
            if (!isBlank && at >= node.End) break;
            if (isBlank)
            {
                if (end == text.Length) break;
                pending++;
            }
            else
            {
                var content = line[Math.Min(indent, line.Length)..];
                var isMore = content[0] is ' ' or '\t';
                if (isFirst || node.Kind == SyntaxKind.Literal || isMore || isMoreIndented) result.Append('\n', pending);
                else if (pending == 1) result.Append(' ');
                else result.Append('\n', pending - 1);
                result.Append(content);
                (pending, isMoreIndented, isFirst) = (end < text.Length ? 1 : 0, isMore, false);
            }
            at = Next(text, end);
        }
        if (chomp == '+') result.Append('\n', pending);
        else if (chomp == ' ' && pending > 0 && !isFirst) result.Append('\n');
        return result.ToString();
    }

    private static int Next(string text, int end) => end >= text.Length ? text.Length : end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
}
