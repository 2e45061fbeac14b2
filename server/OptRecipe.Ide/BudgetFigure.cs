using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide;

/// <summary>A limit of the budget and what stands against it.</summary>
/// <param name="Key">As recipes write it: <c>file</c>.</param>
/// <param name="Limit">As the recipe writes it; not escaped.</param>
/// <param name="Figure">Forecast or measured, in words.</param>
/// <param name="Line">The figure in a few words: <c>forecast 9.4 KiB (16 %)</c>, <c>measured 97.1 %</c>.</param>
/// <param name="Source">Where the figure comes from, and how exact it is.</param>
internal sealed record BudgetFigure(string Key, TextSpan Span, string Limit, string Figure, string Line, string Source, bool IsMeasured, bool IsKept)
{
    /// <summary>Limits of which nothing is known are left out.</summary>
    public static IEnumerable<BudgetFigure> All(RecipeAnalysis analysis)
    {
        if (analysis.Recipe.Budget is not { } budget) yield break;
        var run = analysis.LastRun;
        var isOfThisText = run is not null && run.RecipeHash == RunRecord.HashOf(analysis.Text.Text);
        if (budget.File is { } file)
        {
            if (isOfThisText && run?.After is { File: var measured }) yield return Size(file.Span, file.Text, file.Bytes, "measured ", measured, "measured by the last run", true);
            else if (analysis.Plan is { } plan) yield return Size(file.Span, file.Text, file.Bytes, $"forecast {SizeText.Before(plan.Size)}", plan.FileBytes, SizeText.Certainty(plan.Size), false);
        }
        foreach (var result in MeasuredBudget.Of(budget, run?.Measured))
        {
            var span = result.Key == "accuracy" ? budget.Accuracy?.Span : budget.AccuracyDrop?.Span;
            var source = isOfThisText ? "measured by the last run" : "measured by the last run, which was of another text";
            if (span is { } at) yield return new(result.Key, at, result.Limit, result.Measured, $"{(isOfThisText ? "measured" : "last run")} {result.Measured}{(result.Kept ? "" : ", broken")}", source, true, result.Kept);
        }
    }

    private static BudgetFigure Size(TextSpan span, string limit, long bytes, string before, long size, string source, bool isMeasured) =>
        new("file", span, limit, $"{SizeText.Of(size)} ({size:#,0} bytes)", $"{before}{SizeText.Of(size)} ({(size <= bytes ? SizeText.Percent((double)size / Math.Max(1, bytes)) : $"{SizeText.Of(size - bytes)} over")})", source, isMeasured, size <= bytes);
}
