using System.Collections.Immutable;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Pipeline.Running;

/// <summary>A run's end in one line: what changed, and whether the budget is kept.</summary>
public static class RunSummary
{
    public static string Of(ModelSizes? before, ModelSizes? after, ImmutableArray<MetricReport>? metrics, ImmutableArray<BudgetResult>? budget)
    {
        var text = before is null || after is null ? "nothing was written" : $"{SizeText.Of(before.File)} → {SizeText.Of(after.File)}, gzip {SizeText.Of(before.Gzip)} → {SizeText.Of(after.Gzip)}";
        if (metrics is [var metric, ..]) text += $", {metric.Metric} {Value(metric, metric.Float)} → {Value(metric, metric.Optimized)}";
        if (budget is not { IsDefaultOrEmpty: false } judged) return text;
        return text + (judged.FirstOrDefault(item => !item.Kept) is { } broken ? $"; `{broken.Key}` is {broken.Measured}, its budget {broken.Limit}" : "; budget kept");
    }

    private static string Value(MetricReport metric, FigureReport figure) => EvaluationText.Of(metric, figure with { Low = null, High = null });
}
