using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Ide;

/// <summary>What the last run measured, for the place in the recipe that says on what.</summary>
/// <param name="Data">The data set that it measured on.</param>
/// <param name="Line">The metric that was asked for, in one line.</param>
/// <param name="Table">All metrics, in Markdown.</param>
internal sealed record MeasuredText(BoundDataSet Data, string Line, string Table)
{
    /// <summary>Null when there was no run, or it measured nothing, or on data that the recipe no longer names.</summary>
    public static MeasuredText? Of(RecipeAnalysis analysis)
    {
        if (analysis.LastRun is not { Measured: { Metrics: [var first, ..] metrics } measured } run) return null;
        var data = measured.Data == "evaluation" ? analysis.Recipe.Data?.Evaluation : analysis.Recipe.Data?.Calibration;
        if (data is null) return null;
        var when = run.RecipeHash == analysis.RecipeHash ? "last run" : "last run, of another text";
        var samples = SizeText.Count(measured.Samples, "sample");
        return new(data, $"{first.Metric} {EvaluationText.Of(first, first.Float with { Low = null })} → {EvaluationText.Of(first, first.Optimized with { Low = null })} · {when}, {samples}",
            $"**{char.ToUpperInvariant(when[0])}{when[1..]}**, on {samples}\n\n{EvaluationMarkdown.Table(metrics)}");
    }
}
