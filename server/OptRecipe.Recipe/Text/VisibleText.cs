using System.Buffers;
using System.Text;

namespace OptRecipe.Recipe.Text;

/// <summary>Text from a file as people may see it: characters that cannot be seen, or that turn what follows around, are written as <c>\u202E</c>.</summary>
public static class VisibleText
{
    // Bidirectional controls, zero-width characters, the byte order mark, the soft hyphen, and what a terminal or an editor would act on.
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        "\u00AD\u061C\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF\u007F"
        + "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAny(Hidden) < 0) return text;
        var shown = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; at++)
        {
            if (Hidden.Contains(text[at]) && !IsJoiner(text, at)) shown.Append($"\\u{(int)text[at]:X4}");
            else shown.Append(text[at]);
        }
        return shown.ToString();
    }

    /// <summary>The joiners inside emoji and in scripts that need them.</summary>
    private static bool IsJoiner(string text, int at) => text[at] is '\u200C' or '\u200D' && at > 0 && text[at - 1] > '\u02FF' && !Hidden.Contains(text[at - 1]);
}
