using System.Collections.Immutable;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Pipeline.Running;

/// <summary>A run's end in one line: what changed, and whether the budget is kept.</summary>
public static class RunSummary
{
    public static string Of(ModelSizes? before, ModelSizes? after, ImmutableArray<MetricReport>? metrics, ImmutableArray<BudgetResult>? budget)
    {
        var text = before is null || after is null ? "nothing was written" : Sizes(before, after);
        if (metrics is [var metric, ..]) text += $", {metric.Metric} {Value(metric, metric.Float)} → {Value(metric, metric.Optimized)}";
        if (budget is not { IsDefaultOrEmpty: false } judged) return text;
        return text + (judged.FirstOrDefault(item => !item.Kept) is { } broken ? $"; `{broken.Key}` is {broken.Measured}, its budget {broken.Limit}" : "; budget kept");
    }

    /// <summary><c>337 KiB → 91 KiB</c>, and what gzip makes of both where that is known.</summary>
    public static string Sizes(ModelSizes before, ModelSizes after) =>
        $"{SizeText.Of(before.File)} → {SizeText.Of(after.File)}{(before.Gzip is { } gzip && after.Gzip is { } left ? $", gzip {SizeText.Of(gzip)} → {SizeText.Of(left)}" : "")}";

    private static string Value(MetricReport metric, FigureReport figure) => EvaluationText.Of(metric, figure with { Low = null, High = null });
}
