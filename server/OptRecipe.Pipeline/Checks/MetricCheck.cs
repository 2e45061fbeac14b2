using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A metric that compares with labels has some: named by the recipe, or the folders that the samples lie in.</summary>
internal static class MetricCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5051", "Metric needs labels", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Data?.Evaluation is not { Labels: null, Metric.Name: { } name } data || MetricTable.Find(name.Value) is not { NeedsLabels: true }) yield break;
        if (DataFiles.Find(context.Files, context.Analysis.Path, data.Path) is not { Files: { Classes.IsEmpty: true } }) yield break;
        var diagnostic = new Diagnostic(Descriptor, name.Span, $"`{name.Value}` compares with labels, and `{data.Path.Value}` has none that the recipe names; add `labels: …`, or measure `agreement` with the float model");
        yield return context.Recipe.Data.Evaluation.Metric?.Score is null ? diagnostic.WithFix("Measure `agreement`", FixSafety.Unsafe, new TextEdit(name.Span, "agreement")) : diagnostic;
    }
}
