using System.Globalization;

namespace OptRecipe.Recipe.Binding;

/// <summary>Numbers of operators in one subgraph, both ends included: <c>17</c>, <c>0-3</c>; outside the first subgraph with its number, <c>1.17</c>, <c>1.0-3</c>.</summary>
public readonly record struct OperatorRange(int Subgraph, int First, int Last)
{
    /// <summary>Reads one range. White space around its numbers does not matter.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out OperatorRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        var from = dash < 0 ? text : text[..dash];
        var subgraph = 0;
        if (from.IndexOf('.') is >= 0 and var dot)
        {
            if (!TryNumber(from[..dot], out subgraph)) return false;
            from = from[(dot + 1)..];
        }
        if (!TryNumber(from, out var first)) return false;
        var last = first;
        if (dash >= 0)
        {
            var to = text[(dash + 1)..];
            if (to.IndexOf('.') is >= 0 and var second)
            {
                if (!TryNumber(to[..second], out var other) || other != subgraph) return false;
                to = to[(second + 1)..];
            }
            if (!TryNumber(to, out last)) return false;
        }
        range = new(subgraph, first, last);
        return true;
    }

    public override string ToString() => $"{(Subgraph == 0 ? "" : $"{Subgraph}.")}{First}{(Last == First ? "" : $"-{Last}")}";

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);
}
