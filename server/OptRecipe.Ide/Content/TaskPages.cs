namespace OptRecipe.Ide.Content;

/// <summary>Which page of <c>server/docs/tasks</c> helps with a target or a step.</summary>
public static class TaskPages
{
    private static readonly Dictionary<string, string> OfTargets = new(StringComparer.Ordinal)
    {
        ["tflite-micro"] = "full-int8-for-a-microcontroller",
        ["cmsis-nn"] = "full-int8-for-a-microcontroller",
        ["gpu"] = "float16-for-the-gpu",
        ["coreml"] = "float16-for-the-gpu",
        ["litert-js"] = "weights-only-for-the-web",
        ["tfjs"] = "weights-only-for-the-web",
        ["edge-tpu"] = "edge-tpu",
        ["ethos-u"] = "ethos-u",
    };

    /// <summary>By how a planned step's title begins.</summary>
    private static readonly (string Title, string Task)[] OfSteps =
    [
        ("quantize: int8", "find-why-accuracy-fell"),
        ("quantize: int16x8", "find-why-accuracy-fell"),
        ("quantize: float16", "float16-for-the-gpu"),
        ("quantize: weight-only", "weights-only-for-the-web"),
        ("prune", "prune-before-int8"),
        ("equalize", "find-why-accuracy-fell"),
    ];

    /// <summary>The name of the page; null for a target without one.</summary>
    public static string? OfTarget(string id) => OfTargets.GetValueOrDefault(id);

    /// <summary>The name of the page; null for a step without one.</summary>
    public static string? OfStep(string title)
    {
        foreach (var (start, task) in OfSteps)
            if (title.StartsWith(start, StringComparison.Ordinal)) return task;
        return null;
    }

    /// <summary>What a page is called; null when there is no such page.</summary>
    public static string? TitleOf(string task)
    {
        if (EmbeddedPages.Find("tasks", task) is not { } page) return null;
        var end = page.IndexOf('\n', StringComparison.Ordinal);
        return page[2..(end < 0 ? page.Length : end)];
    }
}
