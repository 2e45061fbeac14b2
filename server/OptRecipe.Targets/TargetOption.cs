using System.Collections.Immutable;
using System.Globalization;

namespace OptRecipe.Targets;

public enum TargetOptionKind
{
    /// <summary><c>tflite-2.9</c>, <c>litert-2.3</c>: see <see cref="Runtime"/>.</summary>
    Runtime,
    /// <summary>One of <see cref="TargetOption.Allowed"/>.</summary>
    Choice,
    /// <summary>A whole number of at least 1.</summary>
    Count,
    /// <summary>A size with its unit: <c>256 KiB</c>; value in bytes.</summary>
    Bytes,
    /// <summary>A share: <c>90 %</c> or <c>0.9</c>; value 0…1.</summary>
    Fraction,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>Any text.</summary>
    Text,
}

/// <summary>An option of a target as a recipe writes it: <c>xnnpack: {runtime: tflite-2.9}</c>.</summary>
/// <param name="Default">What holds when the option is not written, as one would write it; null when nothing is assumed.</param>
/// <param name="Allowed">The values of a <see cref="TargetOptionKind.Choice"/>; examples for the other kinds.</param>
public sealed record TargetOption(string Name, TargetOptionKind Kind, string? Default, ImmutableArray<string> Allowed, string Description)
{
    /// <summary>Whether the default stands for a device that the recipe ought to name: a hint says so where it does not.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>Why <paramref name="text"/> cannot be the value of this option; null when it can.</summary>
    public OptionProblem? Check(string text)
    {
        switch (Kind)
        {
            case TargetOptionKind.Runtime:
                return Runtime.TryParse(text, out _, out var problem) ? null : problem;
            case TargetOptionKind.Choice or TargetOptionKind.Flag:
                var values = Kind == TargetOptionKind.Flag ? ["true", "false"] : Allowed;
                if (values.Contains(text, StringComparer.Ordinal)) return null;
                var nearest = Spelling.Nearest(text, values);
                return new($"`{text}` is no value of `{Name}`; expected {Sentences.Alternatives(values)}", nearest is null ? values : [nearest]);
            case TargetOptionKind.Count:
                return int.TryParse(text, out var count) && count > 0 ? null : new($"`{Name}` is a whole number of at least 1, found `{text}`", ["1"]);
            case TargetOptionKind.Bytes:
                if (TryReadBytes(text, out _)) return null;
                return new($"`{Name}` is a size with its unit, found `{text}`", text.Length > 0 && text.All(char.IsAsciiDigit) ? [$"{text} KiB", $"{text} B"] : [.. Allowed]);
            case TargetOptionKind.Fraction:
                if (TryReadFraction(text, out _)) return null;
                return new($"`{Name}` is a share from 0 % to 100 %, found `{text}`", text.Length is > 0 and < 3 && text.All(char.IsAsciiDigit) ? [$"{text} %"] : [.. Allowed]);
            default:
                return null;
        }
    }

    /// <summary>Bytes of <c>256 KiB</c>, <c>1.5 MiB</c>, <c>64 kB</c> (1,000), <c>100 B</c>; a number without a unit is refused.</summary>
    public static bool TryReadBytes(string text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<(string Unit, long Size)> units = [("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024 * 1024 * 1024), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];
        foreach (var (unit, size) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            var number = text[..^unit.Length].TrimEnd().Replace("_", "", StringComparison.Ordinal);
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value * size > long.MaxValue / 2) return false;
            bytes = (long)(value * size);
            return true;
        }
        return false;
    }

    /// <summary><c>90 %</c> and <c>0.9</c> are the same; what is not between 0 and 1 is refused.</summary>
    public static bool TryReadFraction(string text, out double fraction)
    {
        var isPercent = text.EndsWith('%');
        var number = isPercent ? text[..^1].TrimEnd() : text;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out fraction)) return false;
        if (isPercent) fraction /= 100;
        return fraction is >= 0 and <= 1;
    }
}
