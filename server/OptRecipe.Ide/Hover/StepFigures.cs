using System.Text;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Hover;

/// <summary>Size, speed and accuracy of a step for this model and these targets: forecast, or measured by the last run; a dash where nobody knows.</summary>
internal static class StepFigures
{
    public static string Table(RecipeAnalysis analysis, PlannedStep step)
    {
        var text = new StringBuilder("| | size | speed | accuracy |\n| --- | --- | --- | --- |\n");
        text.Append($"| this model | {SizeText.Of(StepSizes.Before(analysis, step))} → {StepSizes.Certainty(step)}{SizeText.Of(step.FileBytes)} | – | {Accuracy(analysis)} |\n");
        var index = analysis.Plan?.Steps.IndexOf(step) ?? -1;
        foreach (var target in analysis.Plan?.Targets ?? [])
            if (index >= 0 && index + 1 < target.Verdicts.Length)
                text.Append($"| on `{target.Id}` | | {Coverage(target.Verdicts[index], target.Verdicts[index + 1])} | |\n");
        if (analysis.LastRun is { Before: { } before, After: { } after }) text.Append($"| last run, all steps | gzip {SizeText.Of(before.Gzip)} → {SizeText.Of(after.Gzip)} | – | |\n");
        return text.ToString();
    }

    /// <summary>What runs there, which is what decides the speed.</summary>
    private static string Coverage(TargetVerdict before, TargetVerdict after)
    {
        var (old, now) = (CoverageText.Short(before), CoverageText.Short(after));
        return old == now ? now : $"{old} → {now}";
    }

    private static string Accuracy(RecipeAnalysis analysis) => MeasuredText.Of(analysis) is { } measured ? MarkdownText.Escape(measured.Line) : "–";
}
