namespace OptRecipe.Targets;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Spelling
{
    /// <summary>The nearest of the words by edits (insert, remove, replace, swap neighbours), null when none is near: at most a third of the letters, at least one. Ties: the first.</summary>
    public static string? Nearest(string word, IEnumerable<string> words)
    {
        string? nearest = null;
        var best = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in words)
        {
            if (Math.Abs(candidate.Length - word.Length) >= best) continue;
            var distance = Distance(Normal(word), Normal(candidate));
            if (distance < best) (best, nearest) = (distance, candidate);
        }
        return nearest;
    }

    // People write TFLite_Micro, tflite micro and tflite-micro.
    private static string Normal(string word) => word.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');

    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) value = Math.Min(value, rows[i - 2, j - 2] + 1);
                rows[i, j] = value;
            }
        }
        return rows[left.Length, right.Length];
    }
}
