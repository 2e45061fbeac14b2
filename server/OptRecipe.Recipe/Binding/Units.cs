using System.Globalization;

namespace OptRecipe.Recipe.Binding;

/// <summary>Numbers with their units as recipes write them. Culture does not matter; digits may be grouped with <c>_</c>.</summary>
public static class Units
{
    /// <summary>Name and bytes of each unit of size; KiB = 1,024, kB = 1,000.</summary>
    public static ReadOnlySpan<(string Name, long Bytes)> Sizes => SizeUnits;

    private static readonly (string, long)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("bytes", 1), ("byte", 1), ("B", 1)];

    public static bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > 64 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')) return false;
        if (text.Contains('_')) text = text.ToString().Replace("_", "", StringComparison.Ordinal);
        return double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>Splits <c>64 KiB</c> into its number and what stands behind it.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out double number, out ReadOnlySpan<char> unit)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '_' or '-' or '+' || (text[end] is 'e' or 'E' && end + 1 < text.Length && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] is '-' or '+')))) end++;
        unit = text[end..].TrimStart();
        return TryNumber(text[..end], out number);
    }

    /// <summary><c>64 KiB</c>, <c>1.5 MiB</c>, <c>60 kB</c>, <c>100 B</c>; whole bytes, rounded down. A number without a unit is refused.</summary>
    public static bool TrySize(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit) || number < 0) return false;
        foreach (var (name, size) in SizeUnits)
        {
            if (!unit.SequenceEqual(name)) continue;
            if (number * size > long.MaxValue / 2) return false;
            bytes = (long)(number * size);
            return true;
        }
        return false;
    }

    /// <summary><c>50 %</c> and <c>0.5</c> are the same. The range is not looked at.</summary>
    public static bool TryFraction(ReadOnlySpan<char> text, out double fraction)
    {
        if (!TrySplit(text, out fraction, out var unit)) return false;
        if (unit is "%") fraction /= 100;
        return unit is "%" or "";
    }

    /// <summary><c>10 ms</c>, <c>500 µs</c>, <c>0.5 s</c>; a number without a unit is refused.</summary>
    public static bool TryMilliseconds(ReadOnlySpan<char> text, out double milliseconds)
    {
        if (!TrySplit(text, out milliseconds, out var unit) || milliseconds < 0) return false;
        double factor = unit switch { "s" => 1e3, "ms" => 1, "µs" or "us" => 1e-3, _ => 0 };
        milliseconds *= factor;
        return factor > 0 && double.IsFinite(milliseconds);
    }

    /// <summary><c>1 point</c>, <c>0.5 points</c>, <c>2 %</c>; a number without a unit is refused.</summary>
    public static bool TryDrop(ReadOnlySpan<char> text, out BoundDrop drop)
    {
        drop = default;
        if (!TrySplit(text, out var number, out var unit) || number < 0 || unit is not ("point" or "points" or "%")) return false;
        drop = new(number / 100, unit is "%");
        return true;
    }
}
