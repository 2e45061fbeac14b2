using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>Numbers that a rule allows: <c>4</c>, <c>1..6</c>, <c>0..</c>, <c>..5</c>, <c>1..&lt;256</c> (256 excluded), <c>0&lt;..</c> (0 excluded), or a list of those.</summary>
internal sealed class ValueSet(ImmutableArray<(double Low, bool IsLowExcluded, double High, bool IsHighExcluded)> ranges)
{
    public bool Contains(double value)
    {
        foreach (var (low, isLowExcluded, high, isHighExcluded) in ranges)
            if ((isLowExcluded ? value > low : value >= low) && (isHighExcluded ? value < high : value <= high)) return true;
        return false;
    }

    public static ValueSet Read(TableNode node, Func<string, double?>? names = null) => new([.. node.AsList().Select(item => Range(item, names))]);

    private static (double, bool, double, bool) Range(TableNode node, Func<string, double?>? names)
    {
        var text = node.Text;
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            var value = Number(text, node, names);
            return (value, false, value, false);
        }
        var (low, high) = (text[..dots], text[(dots + 2)..]);
        var (isLowExcluded, isHighExcluded) = (low.EndsWith('<'), high.StartsWith('<'));
        return (low.Length == 0 ? double.NegativeInfinity : Number(low.TrimEnd('<'), node, names), isLowExcluded,
            high.Length == 0 ? double.PositiveInfinity : Number(high.TrimStart('<'), node, names), isHighExcluded);
    }

    private static double Number(string text, TableNode node, Func<string, double?>? names)
    {
        if (names?.Invoke(text) is { } named) return named;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
        throw new TableFormatException(node.Line, $"`{text}` is no number");
    }
}
