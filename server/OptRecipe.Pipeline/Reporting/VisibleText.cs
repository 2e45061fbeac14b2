using System.Globalization;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>Names from files as people may see them: characters that have no width or turn the direction of writing are written out, <c>\u202E</c>, so that a name cannot look like another one.</summary>
public static class VisibleText
{
    /// <summary>The text itself where it hides nothing. Line breaks and other control characters become blanks.</summary>
    public static string Of(string text)
    {
        foreach (var c in text)
            if (char.IsControl(c) || IsHidden(c)) return string.Concat(text.Select(found => IsHidden(found) ? Escaped(found) : char.IsControl(found) ? " " : found.ToString()));
        return text;
    }

    internal static bool IsHidden(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or (>= '\u200B' and <= '\u200F') or '\u061C' or '\u2060' or '\uFEFF';

    internal static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
}
