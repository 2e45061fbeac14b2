using OptRecipe.Pipeline;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Schemes of a quantization in the order in which they fit the targets and the data of a recipe.</summary>
internal static class SchemeRank
{
    /// <summary>What a target wants first, beside those without float arithmetic; the first row that applies.</summary>
    private static readonly (string Target, string Scheme)[] Wishes = [("tflite-micro", "int8"), ("gpu", "float16"), ("coreml", "float16"), ("tensorrt", "float16")];

    /// <summary>The values of a scheme's key, the best first; values of other keys as they stand.</summary>
    public static IEnumerable<AllowedValue> Sorted(RecipeAnalysis analysis, IEnumerable<AllowedValue> values)
    {
        var best = Best(analysis);
        return best is null ? values : values.OrderBy(value => value.Name != best);
    }

    private static string? Best(RecipeAnalysis analysis)
    {
        var targets = analysis.Recipe.Targets.SelectMany(target => target.Selections).Select(selection => selection.Target).ToArray();
        if (targets.Any(target => target.IsIntegerOnly)) return "int8";
        foreach (var (target, scheme) in Wishes)
            if (targets.Any(found => found.Id == target)) return scheme;
        return analysis.Recipe.Data?.Calibration is not null ? "int8" : null;
    }
}
