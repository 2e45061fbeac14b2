using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Recipe.Using;

/// <summary>
/// Two recipes as one. The rule: a section that is a list or a word is taken whole from the one that has it, the upper one first; <c>data</c> set by set and <c>budget</c> limit by limit.
/// <c>name</c> and <c>description</c> speak of their own file and are not taken in.
/// </summary>
internal static class RecipeMerge
{
    /// <param name="upper">Wins.</param>
    internal static BoundRecipe Over(BoundRecipe upper, BoundRecipe lower) => upper with
    {
        Model = upper.Model ?? lower.Model,
        Targets = upper.Own.HasFlag(RecipeSections.Targets) ? upper.Targets : lower.Targets,
        Steps = upper.Own.HasFlag(RecipeSections.Steps) ? upper.Steps : lower.Steps,
        Outputs = upper.Own.HasFlag(RecipeSections.Outputs) ? upper.Outputs : lower.Outputs,
        Seed = upper.Own.HasFlag(RecipeSections.Seed) ? upper.Seed : lower.Seed,
        Own = upper.Own | lower.Own,
        Data = Data(upper.Data, lower.Data),
        Budget = Budget(upper.Budget, lower.Budget),
    };

    private static BoundData? Data(BoundData? upper, BoundData? lower)
    {
        if (upper is null || lower is null) return upper ?? lower;
        var common = upper.PreprocessSpan is not null ? upper : lower;
        return new(Set(upper.Calibration ?? lower.Calibration), Set(upper.Evaluation ?? lower.Evaluation), Set(upper.Training ?? lower.Training)) { Preprocess = common.Preprocess, PreprocessSpan = common.PreprocessSpan };

        BoundDataSet? Set(BoundDataSet? set) => set is null || set.HasOwnPreprocess ? set : set with { Preprocess = common.Preprocess, PreprocessSpan = common.PreprocessSpan };
    }

    private static BoundBudget? Budget(BoundBudget? upper, BoundBudget? lower) => upper is null || lower is null
        ? upper ?? lower
        : new(upper.File ?? lower.File)
        {
            Gzip = upper.Gzip ?? lower.Gzip,
            Flash = upper.Flash ?? lower.Flash,
            Arena = upper.Arena ?? lower.Arena,
            Latency = upper.Latency ?? lower.Latency,
            Coverage = [.. upper.Coverage, .. lower.Coverage.Where(limit => !upper.Coverage.Any(own => own.Target == limit.Target))],
            Accuracy = upper.Accuracy ?? lower.Accuracy,
            AccuracyDrop = upper.AccuracyDrop ?? lower.AccuracyDrop,
        };

    /// <summary>The recipe with paths that start where the recipe that takes it in stands.</summary>
    /// <param name="folder">From there to the used file's folder, with a slash at its end; empty for the same folder.</param>
    internal static BoundRecipe Moved(BoundRecipe recipe, string folder) => folder.Length == 0 ? recipe : recipe with
    {
        Model = recipe.Model is { } model ? model with { Path = Moved(model.Path, folder) } : null,
        Targets = [.. recipe.Targets.Select(target => target.Own is { } own ? target with { Own = own with { Path = Moved(own.Path, folder) } } : target)],
        Data = recipe.Data is { } data ? data with { Calibration = Moved(data.Calibration, folder), Evaluation = Moved(data.Evaluation, folder), Training = Moved(data.Training, folder) } : null,
        Outputs = [.. recipe.Outputs.Select(output => output with { Path = Moved(output.Path, folder) })],
        Steps = [.. recipe.Steps.Select(step => step is BoundQuantize quantize ? Moved(quantize, folder) : step)],
    };

    private static BoundDataSet? Moved(BoundDataSet? set, string folder) => set is null ? null : set with
    {
        Path = set.Path with { Value = Moved(set.Path.Value, folder) },
        // A word without a folder may as well be an array of the data.
        Labels = set.Labels is { } labels && IsFile(labels.Value) ? labels with { Value = Moved(labels.Value, folder) } : set.Labels,
        ClassNames = set.ClassNames is { } names ? names with { Value = Moved(names.Value, folder) } : null,
    };

    private static bool IsFile(string labels) => labels.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || labels.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || labels.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static BoundQuantize Moved(BoundQuantize step, string folder) => step.Fields.Calibration is { Ranges: { } ranges } calibration
        ? step with { Fields = step.Fields with { Calibration = calibration with { Ranges = ranges with { Value = Moved(ranges.Value, folder) } } } }
        : step;

    internal static string Moved(string path, string folder) => IsRooted(path) ? path : RecipePath.Normalize(folder + path);

    private static bool IsRooted(string path) => path.Length > 0 && (path[0] is '/' or '\\' || (path.Length > 2 && path[1] == ':' && path[2] is '/' or '\\'));
}
