using System.Text;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Hover;

/// <summary>Size, speed and accuracy of a step for this model and these targets: forecast, or measured by the last run; a dash where nobody knows.</summary>
internal static class StepFigures
{
    public static string Table(RecipeAnalysis analysis, PlannedStep step)
    {
        var text = new StringBuilder("| | size | speed | accuracy |\n| --- | --- | --- | --- |\n");
        text.Append($"| this model | {SizeText.Of(StepSizes.Before(analysis, step))} → {StepSizes.Certainty(step)}{SizeText.Of(step.FileBytes)} | {Speed(step)} | {Accuracy(analysis)} |\n");
        var index = analysis.Plan?.Steps.IndexOf(step) ?? -1;
        foreach (var target in analysis.Plan?.Targets ?? [])
            if (index >= 0 && index + 1 < target.Verdicts.Length)
                text.Append($"| on `{target.Id}` | | {Coverage(target.Verdicts[index], target.Verdicts[index + 1])} | |\n");
        if (analysis.LastRun is { Before: { } before, After: { } after }) text.Append($"| last run, all steps | {RunSummary.Sizes(before, after)} | {Measured(analysis)} | |\n");
        return text.ToString();
    }

    /// <summary>Multiply-accumulates stay, types change: what an inference moves is the forecast.</summary>
    private static string Speed(PlannedStep step)
    {
        var (before, after) = (MemoryTraffic.Of(step.Before), MemoryTraffic.Of(step.Model));
        return before <= 0 || after <= 0 ? "–" : before == after ? "about as before" : $"moves about × {EvaluationText.Significant(Math.Round((double)after / before, 2))} the bytes";
    }

    /// <summary>Of a run with <c>budget: {latency: …}</c>.</summary>
    private static string Measured(RecipeAnalysis analysis) => analysis.LastRun?.Latency is { } latency
        ? $"× {EvaluationText.Significant(Math.Round(latency.Ratio.Value, 2))} the time of the float model on {LatencyResult.Heading}{(analysis.LastRun.RecipeHash == analysis.RecipeHash ? "" : ", with another text")}" : "–";

    /// <summary>What runs there, which is what decides the speed.</summary>
    private static string Coverage(TargetVerdict before, TargetVerdict after)
    {
        var (old, now) = (CoverageText.Short(before), CoverageText.Short(after));
        return old == now ? now : $"{old} → {now}";
    }

    private static string Accuracy(RecipeAnalysis analysis) => MeasuredText.Of(analysis) is { } measured ? MarkdownText.Escape(measured.Line) : "–";
}
