using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;
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
        var isOfThisText = run is not null && run.RecipeHash == analysis.RecipeHash;
        var after = isOfThisText ? run?.After : null;
        foreach (var (key, limit, measured, foretold) in new (string, BoundSize?, long?, long?)[]
        {
            ("file", budget.File, after?.File, analysis.Plan?.FileBytes), ("gzip", budget.Gzip, after?.Gzip, null),
            ("flash", budget.Flash, FlashBytes(after?.File), FlashBytes(analysis.Plan?.FileBytes)),
        })
        {
            if (limit is null) continue;
            if (measured is { } found) yield return Size(key, limit, "measured ", found, "measured by the last run", true);
            else if (foretold is { } bytes && analysis.Plan is { } plan) yield return Size(key, limit, $"forecast {SizeText.Before(plan.Size)}", bytes, SizeText.Certainty(plan.Size), false);
        }
        foreach (var arena in analysis.Forecasts.Where(forecast => forecast.Key == "arena"))
            yield return new(arena.Key, arena.Span, arena.Limit, arena.Foretold, $"forecast {arena.Foretold}{(arena.IsKept ? "" : ", broken")}", ArenaSource(arena), false, arena.IsKept);
        if (budget.Latency is { } latency && run?.Latency is { } time)
        {
            var (text, isKept) = (EvaluationText.Milliseconds(time.Optimized.Value), time.Optimized.Low <= latency.Value);
            yield return new("latency", latency.Span, latency.Text, text, $"{(isOfThisText ? "measured" : "last run")} {text} here, not on your target{(isKept ? "" : ", broken")}", LatencySource(time), true, isKept);
        }
        foreach (var coverage in analysis.Forecasts.Where(forecast => forecast.IsCoverage))
            yield return new(coverage.Key, coverage.Span, coverage.Limit, coverage.Foretold, $"forecast {coverage.Foretold}{(coverage.IsKept ? "" : ", broken")}", "what the target's rules say of the planned model", false, coverage.IsKept);
        foreach (var result in MeasuredBudget.Of(budget, run?.Measured))
        {
            var span = result.Key == "accuracy" ? budget.Accuracy?.Span : budget.AccuracyDrop?.Span;
            var source = isOfThisText ? "measured by the last run" : "measured by the last run, which was of another text";
            if (span is { } at) yield return new(result.Key, at, result.Limit, result.Measured, $"{(isOfThisText ? "measured" : "last run")} {result.Measured}{(result.Kept ? "" : ", broken")}", source, true, result.Kept);
        }
    }

    private static string ArenaSource(BudgetForecast arena) => $"{PlannedArena.Scope}{string.Concat(arena.Causes.Select(cause => $"\n- {MarkdownText.Escape(cause)}"))}";

    private static string LatencySource(LatencyResult time) =>
        $"measured by the last run on {LatencyResult.Heading}: median of {SizeText.Count(time.Runs, "inference")}, float {EvaluationText.Milliseconds(time.Float.Value)}, optimized × {EvaluationText.Significant(time.Ratio.Value)} of it";

    private static long? FlashBytes(long? fileBytes) => fileBytes is { } bytes ? ModelSummary.FlashBytes(bytes) : null;

    private static BudgetFigure Size(string key, BoundSize limit, string before, long size, string source, bool isMeasured)
    {
        var isKept = size <= limit.Bytes;
        var against = isKept ? SizeText.Percent((double)size / Math.Max(1, limit.Bytes)) : $"{SizeText.Of(size - limit.Bytes)} over";
        return new(key, limit.Span, limit.Text, $"{SizeText.Of(size)} ({size:#,0} bytes)", $"{before}{SizeText.Of(size)} ({against})", source, isMeasured, isKept);
    }
}
