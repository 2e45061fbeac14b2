namespace OptRecipe.Recipe.Checks;

/// <summary>Names in a sentence.</summary>
internal static class Listing
{
    /// <summary><c>`a`, `b` or `c`</c>; of many the first eight.</summary>
    internal static string Of(IEnumerable<string> names)
    {
        const int limit = 8;
        var all = names.Take(limit + 1).Select(name => $"`{name}`").ToArray();
        if (all.Length > limit) return string.Join(", ", all.Take(limit)) + " or others";
        return all.Length switch { 0 => "nothing", 1 => all[0], _ => $"{string.Join(", ", all[..^1])} or {all[^1]}" };
    }
}
