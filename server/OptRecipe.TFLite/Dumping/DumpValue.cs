using System.Globalization;
using System.Text;

namespace OptRecipe.TFLite.Dumping;

/// <summary>Values of a dump as text: whole numbers, floats that read back to the same bits, texts in quotes with JSON's escapes.</summary>
internal static class DumpValue
{
    public static string Of(object? value) => value switch
    {
        float number => Float(number),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>The shortest text of a finite number; the bits of any other and of minus zero.</summary>
    private static string Float(float value) => float.IsFinite(value) && !(value == 0 && float.IsNegative(value))
        ? value.ToString("R", CultureInfo.InvariantCulture) : $"0x{BitConverter.SingleToUInt32Bits(value):x8}";

    public static bool TryFloat(string text, out float value)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal)) return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        var isNumber = uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits);
        value = BitConverter.UInt32BitsToSingle(bits);
        return isNumber;
    }

    public static string? Quote(string? text)
    {
        if (text is null) return null;
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (letter is '"' or '\\') quoted.Append('\\').Append(letter);
            else if (letter < ' ' || letter is '\u007f' or '\u0085' or '\u2028' or '\u2029' || (char.IsSurrogate(letter) && !IsPaired(text, index))) quoted.Append($"\\u{(int)letter:x4}");
            else quoted.Append(letter);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Null when it is no text in quotes.</summary>
    public static string? Unquote(string quoted)
    {
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"') return null;
        var text = new StringBuilder(quoted.Length);
        for (var index = 1; index < quoted.Length - 1; index++)
        {
            if (quoted[index] != '\\') text.Append(quoted[index]);
            else if (quoted[++index] != 'u') text.Append(quoted[index]);
            else if (index + 4 < quoted.Length && ushort.TryParse(quoted.AsSpan(index + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var letter))
            {
                text.Append((char)letter);
                index += 4;
            }
            else return null;
        }
        return text.ToString();
    }

    private static bool IsPaired(string text, int index) => char.IsHighSurrogate(text[index])
        ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
