using System.Collections.Immutable;
using System.Text;

namespace OptRecipe.Recipe.Variants;

/// <summary>Names that say the values: a word alone (<c>int8</c>), anything else behind its key (<c>sparsity50pct</c>, <c>bias_correction-true</c>).</summary>
internal static class VariantNames
{
    private const int LongestPart = 40, Longest = 100;
    private static readonly string[] VagueWords = ["true", "false", "auto", "all", "none", "keep"];

    internal static ImmutableArray<Variant> Named(List<ImmutableArray<VariantChoice>> table)
    {
        var named = ImmutableArray.CreateBuilder<Variant>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var choices in table)
        {
            var name = string.Join('-', choices.Select(Part));
            if (name.Length > Longest) name = name[..Longest].TrimEnd('-', '.');
            var unique = name;
            for (var number = 2; !taken.Add(unique); number++) unique = FormattableString.Invariant($"{name}-{number}");
            named.Add(new(unique, choices));
        }
        return named.ToImmutable();
    }

    private static string Part(VariantChoice choice)
    {
        var value = Word(choice.Value.Text);
        var key = Word(choice.Axis.Path[(choice.Axis.Path.LastIndexOf('.') + 1)..]);
        if (value.Length == 0) return FormattableString.Invariant($"{key}{choice.Index + 1}");
        if (!char.IsAsciiLetter(value[0])) return key + value;
        return VagueWords.Contains(value) ? $"{key}-{value}" : value;
    }

    /// <summary>Letters, digits, dots and underscores; runs of anything else are one dash, a path keeps its file name without the end.</summary>
    private static string Word(string text)
    {
        var word = new StringBuilder(text.Length);
        foreach (var unit in text.Replace(" %", "%", StringComparison.Ordinal))
        {
            if (char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_') word.Append(char.ToLowerInvariant(unit));
            else if (unit == '%') word.Append("pct");
            else if (unit == ' ' && word.Length > 0 && char.IsAsciiDigit(word[^1])) continue;
            else if (word.Length > 0 && word[^1] != '-') word.Append('-');
        }
        var whole = word.ToString().Trim('-', '.');
        return whole.Length > LongestPart ? whole[..LongestPart].TrimEnd('-', '.') : whole;
    }
}
