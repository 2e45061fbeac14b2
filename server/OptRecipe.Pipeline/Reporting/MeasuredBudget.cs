using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>The limits of accuracy against what a run has recorded.</summary>
public static class MeasuredBudget
{
    private const double Slack = 1e-6;

    /// <summary>Nothing for limits that the recorded metric cannot judge.</summary>
    public static IEnumerable<BudgetResult> Of(BoundBudget budget, RecordedEvaluation? measured)
    {
        if (measured?.Metrics is not [{ Float.Value: { } before, Optimized.Value: { } after } metric, ..]) yield break;
        if (budget.Accuracy is { } least && metric is { Unit: "share", Better: "higher" })
            yield return new("accuracy", least.Text, EvaluationText.Share(after), after >= least.Value - Slack);
        if (budget.AccuracyDrop is not { } most) yield break;
        var lost = metric.Better == "higher" ? before - after : after - before;
        if (most.Value.IsRelative && before != 0 && metric.Unit != "decibel")
            yield return new("accuracy_drop", most.Text, EvaluationText.Share(lost / Math.Abs(before)), lost / Math.Abs(before) <= most.Value.Amount + Slack);
        else if (!most.Value.IsRelative && metric.Unit == "share")
            yield return new("accuracy_drop", most.Text, EvaluationText.Points(lost), lost <= most.Value.Amount + Slack);
    }
}
