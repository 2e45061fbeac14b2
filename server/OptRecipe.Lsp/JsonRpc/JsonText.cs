using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Strings of JSON as .NET strings; a lone surrogate becomes U+FFFD, which is also one UTF-16 code unit, so that columns stay right.</summary>
public static class JsonText
{
    /// <summary>The string or property name at the reader's place, which must be valid UTF-8.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // GetString refuses lone surrogates, which JSON allows to be written as escapes.
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private static string Unescape(string text)
    {
        var units = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                units.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] == 'u')
            {
                units.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier));
                i += 4;
            }
            else units.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var other => other });
        }
        for (var i = 0; i < units.Length; i++)
        {
            if (char.IsHighSurrogate(units[i]) && i + 1 < units.Length && char.IsLowSurrogate(units[i + 1])) i++;
            else if (char.IsSurrogate(units[i])) units[i] = '\uFFFD';
        }
        return units.ToString();
    }
}
