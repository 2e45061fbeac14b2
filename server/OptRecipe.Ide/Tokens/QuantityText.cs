using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Tokens;

/// <summary>Numbers with and without units, and lists of numbers of operators, part by part.</summary>
internal static class QuantityText
{
    /// <summary>Tells of every number and unit; false, and nothing is told, when the text is something else.</summary>
    /// <param name="add">Span of a part, and whether it is a unit.</param>
    /// <param name="start">Where the text stands.</param>
    internal static bool Split(ReadOnlySpan<char> text, Action<TextSpan, bool> add, int start)
    {
        if (!Holds(text)) return false;
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            var number = NumberLength(rest);
            if (number > 0) add(new(start + at, number), false);
            var unit = number > 0 ? 0 : UnitLength(rest);
            if (unit > 0) add(new(start + at, unit), true);
            at += Math.Max(1, number + unit);
        }
        return true;
    }

    /// <summary>Numbers, units behind them, commas and dashes, nothing else.</summary>
    private static bool Holds(ReadOnlySpan<char> text)
    {
        var (hasNumber, hasUnit) = (false, false);
        for (var at = 0; at < text.Length;)
        {
            var number = NumberLength(text[at..]);
            var unit = number > 0 ? 0 : UnitLength(text[at..]);
            if (unit > 0 && (!hasNumber || hasUnit)) return false;
            if (number + unit == 0 && text[at] is not (' ' or ',' or '-' or '+')) return false;
            hasNumber |= number > 0;
            hasUnit |= unit > 0;
            at += Math.Max(1, number + unit);
        }
        return hasNumber;
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || !char.IsAsciiDigit(text[0])) return 0;
        var length = 1;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is '_' or '.' || IsExponent(text, length))) length += IsExponent(text, length) ? 2 : 1;
        return length;
    }

    private static bool IsExponent(ReadOnlySpan<char> text, int at) =>
        text[at] is 'e' or 'E' && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || (text[at + 1] is '-' or '+' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));

    private static int UnitLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '%') return 1;
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetter(text[length]) || text[length] is 'µ')) length++;
        return length;
    }
}
