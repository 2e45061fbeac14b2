using System.Text;

namespace OptRecipe.Lsp.Framing;

/// <summary>The header lines in front of one body, as LSP (base protocol) and RFC 7230 define them.</summary>
internal sealed class HeaderBlock
{
    public const long MaxLength = 256L << 20;
    private static ReadOnlySpan<byte> LengthName => "Content-Length"u8;

    public long? Length { get; private set; }
    /// <summary>A character set other than UTF-8.</summary>
    public string? ForeignCharset { get; private set; }
    /// <summary>Why the block is skipped.</summary>
    public string? Problem { get; private set; }
    public bool IsEmpty { get; private set; } = true;

    public void Clear()
    {
        Length = null;
        ForeignCharset = null;
        Problem = null;
        IsEmpty = true;
    }

    /// <summary>Takes one line without its end. Returns true when the line shows that what came before it was the rest of a body, and reading starts anew with it.</summary>
    public bool Add(ReadOnlySpan<byte> line)
    {
        var resynchronised = false;
        var colon = line.IndexOf((byte)':');
        if (colon < 0 || !IsToken(line[..colon]))
        {
            // A body that was longer than its Content-Length said stands in front of the next header, on the same line.
            var restart = FindLengthHeader(line);
            if (restart <= 0)
            {
                IsEmpty = false;
                Problem ??= "a header line is not `name: value`";
                return false;
            }
            Clear();
            resynchronised = true;
            line = line[restart..];
            colon = line.IndexOf((byte)':');
        }
        IsEmpty = false;
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(line[..colon], LengthName)) AddLength(value);
        else if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Type"u8)) AddType(value);
        return resynchronised;
    }

    private void AddLength(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            Problem ??= "`Content-Length` is not a number of bytes";
            return;
        }
        var digits = value.TrimStart((byte)'0');
        if (digits.Length > 15) throw TooLong(Encoding.ASCII.GetString(digits[..Math.Min(digits.Length, 40)]));
        long length = 0;
        foreach (var digit in digits) length = length * 10 + (digit - '0');
        if (length > MaxLength) throw TooLong(length.ToString());
        if (Length is { } earlier && earlier != length) throw new FramingException($"`Content-Length` is given twice, as {earlier} and as {length}");
        Length = length;
    }

    private static FramingException TooLong(string length) => new($"`Content-Length` is {length}, more than {MaxLength} bytes are not read");

    private void AddType(ReadOnlySpan<byte> value)
    {
        var text = Encoding.Latin1.GetString(value);
        var at = text.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return;
        var charset = text[(at + 8)..].Split(';')[0].Trim().Trim('"', '\'');
        if (!charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)) ForeignCharset = charset;
    }

    private static bool IsToken(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return false;
        foreach (var unit in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)unit) && "!#$%&'*+-.^_`|~"u8.IndexOf(unit) < 0) return false;
        }
        return true;
    }

    private static int FindLengthHeader(ReadOnlySpan<byte> line)
    {
        for (var i = line.Length - LengthName.Length - 1; i > 0; i--)
        {
            if (line[i + LengthName.Length] == ':' && Ascii.EqualsIgnoreCase(line.Slice(i, LengthName.Length), LengthName)) return i;
        }
        return -1;
    }
}
