using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>Says of a changed model whether each target without float arithmetic runs as much of it as of the model before: a repair is not bought with operators that fall back.</summary>
internal sealed class KeptTargets(RecipeAnalysis analysis, Model before, CancellationToken cancellation)
{
    private readonly int[] left = Left(analysis, before, cancellation);

    public bool Allow(Model model) => Left(analysis, model, cancellation).Zip(left).All(pair => pair.First <= pair.Second);

    /// <summary>Operators that do not run, target by target.</summary>
    private static int[] Left(RecipeAnalysis analysis, Model model, CancellationToken cancellation)
    {
        var targets = analysis.Plan?.Targets ?? [];
        if (!targets.Any(target => target.Selection.Target.IsIntegerOnly)) return [];
        return [.. analysis.Judge(model, cancellation).Zip(targets).Where(pair => pair.Second.Selection.Target.IsIntegerOnly).Select(pair => pair.First.Operators.Length - pair.First.RunningCount)];
    }
}
