namespace OptRecipe.Ide.Symbols;

/// <summary>Whether a name is what somebody types: the letters in their order, whatever stands between, case aside.</summary>
public static class SymbolMatch
{
    public static bool Fits(ReadOnlySpan<char> query, ReadOnlySpan<char> name)
    {
        var at = 0;
        foreach (var unit in query)
        {
            if (char.IsWhiteSpace(unit)) continue;
            while (at < name.Length && char.ToLowerInvariant(name[at]) != char.ToLowerInvariant(unit)) at++;
            if (at++ >= name.Length) return false;
        }
        return true;
    }
}
