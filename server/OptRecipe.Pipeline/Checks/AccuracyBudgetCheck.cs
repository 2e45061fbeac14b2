using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A limit of accuracy has data and a metric to be judged by.</summary>
internal static class AccuracyBudgetCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5050", "Accuracy budget cannot be judged", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Budget is not { } budget) yield break;
        if (budget.Accuracy is { } least && Problem(context, "accuracy", false) is { } first) yield return new Diagnostic(Descriptor, least.Span, first).WithFix(EvaluationEdit.OnCalibration(context));
        if (budget.AccuracyDrop is { } most && Problem(context, "accuracy_drop", most.Value.IsRelative) is { } second) yield return new Diagnostic(Descriptor, most.Span, second).WithFix(EvaluationEdit.OnCalibration(context));
    }

    private static string? Problem(CheckContext context, string key, bool isRelative)
    {
        if (context.Recipe.Data?.Evaluation is { } data) return data.Metric is { } metric && MetricTable.Find(metric.Name.Value) is not null ? AccuracyBudget.Misfit(key, metric.Name.Value, isRelative) : null;
        // Evaluation data that is written and could not be bound has a diagnostic of its own.
        var syntax = context.Analysis.Syntax;
        if (syntax.ValueOf(syntax.ValueOf(syntax.Followed(syntax.Root), "data"), "evaluation").Exists) return null;
        return $"`{key}` needs samples to be judged on; add `data: {{evaluation: …}}` with labels, or with `metric: agreement`, which needs none";
    }
}
