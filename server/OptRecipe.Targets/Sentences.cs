namespace OptRecipe.Targets;

internal static class Sentences
{
    /// <summary><c>`a`, `b` or `c`</c>.</summary>
    public static string Alternatives(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "nothing",
        1 => $"`{words[0]}`",
        _ => $"{string.Join(", ", words.Take(words.Count - 1).Select(word => $"`{word}`"))} or `{words[^1]}`",
    };

    /// <summary><c>a, b or c</c>.</summary>
    public static string Join(IReadOnlyList<string> words, string last) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}";
}
