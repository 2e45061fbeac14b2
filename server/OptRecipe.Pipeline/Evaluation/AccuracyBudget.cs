using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>The budgets <c>accuracy</c> and <c>accuracy_drop</c>, judged by the metric that the recipe asks for.</summary>
internal static class AccuracyBudget
{
    /// <summary>Limits and measured values are shares of whole numbers: 0.97 − 0.96 may not break one point.</summary>
    private const double Slack = 1e-9;

    /// <exception cref="EvaluationException">The metric cannot tell; see <see cref="Misfit"/>.</exception>
    public static IEnumerable<BudgetResult> Judge(BoundBudget? budget, EvaluationResult? evaluation)
    {
        if (budget is null or { Accuracy: null, AccuracyDrop: null }) yield break;
        if (evaluation?.Metrics is not [var metric, ..]) throw new EvaluationException("there is no evaluation data to judge the budget on");
        foreach (var key in new[] { budget.Accuracy is null ? null : "accuracy", budget.AccuracyDrop is null ? null : "accuracy_drop" })
            if (key is not null && Misfit(key, metric.Name, budget.AccuracyDrop?.Value.IsRelative == true) is { } misfit) throw new EvaluationException(misfit);
        if (!double.IsFinite(metric.Float.Value) || !double.IsFinite(metric.Optimized.Value)) throw new EvaluationException($"`{metric.Name}` has no value on these samples to judge the budget by");
        if (budget.Accuracy is { } least)
            yield return new("accuracy", least.Text, EvaluationText.Share(metric.Optimized.Value), metric.Optimized.Value >= least.Value - Slack);
        if (budget.AccuracyDrop is not { } most) yield break;
        if (most.Value.IsRelative && metric.Float.Value == 0) throw new EvaluationException($"`accuracy_drop` in per cent needs a float model with another `{metric.Name}` than 0; write it in points");
        var lost = most.Value.IsRelative ? metric.Loss / Math.Abs(metric.Float.Value) : metric.Loss;
        yield return new("accuracy_drop", most.Text, most.Value.IsRelative ? EvaluationText.Share(lost) : EvaluationText.Points(lost), lost <= most.Value.Amount + Slack);
    }

    /// <summary>Why a budget cannot be judged by a metric; null when it can.</summary>
    public static string? Misfit(string key, string metric, bool isRelative) => (key, MetricTable.UnitOf(metric)) switch
    {
        (_, MetricUnit.Decibel) => $"`{key}` cannot be judged by `{metric}`, which compares with the float model itself; measure `agreement` instead",
        ("accuracy", MetricUnit.Number) => $"`accuracy` is a least share and `{metric}` is none; limit `accuracy_drop` in per cent instead",
        ("accuracy", _) when metric == "top-5-error" => "`accuracy` is a least share and `top-5-error` is an error; measure `top-5` instead",
        ("accuracy_drop", MetricUnit.Number) when !isRelative => $"`accuracy_drop` in points needs a share and `{metric}` is none; write it in per cent",
        _ => null,
    };
}
