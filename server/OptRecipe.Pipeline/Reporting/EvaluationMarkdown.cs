using System.Collections.Immutable;
using System.Text;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>The part of a report page that says what the optimized model lost.</summary>
public static class EvaluationMarkdown
{
    private const int MostOperators = 20;

    /// <summary>The metrics, float and optimized side by side.</summary>
    public static string Table(ImmutableArray<MetricReport> metrics) => "| | float | optimized | difference |\n| --- | ---: | ---: | ---: |\n"
        + string.Concat(metrics.Select(metric => $"| {metric.Metric} | {EvaluationText.Of(metric, metric.Float)} | {EvaluationText.Of(metric, metric.Optimized)} | {EvaluationText.Of(metric, metric.Difference, isDifference: true)} |\n"));

    public static void Add(StringBuilder page, EvaluationReport report)
    {
        var heading = EvaluationText.Heading(report);
        page.Append($"\n## {char.ToUpperInvariant(heading[0])}{heading[1..]}\n");
        if (report.Problem is { } problem) page.Append($"\nNot measured: {MarkdownText.Escape(problem)}\n");
        if (report.Metrics.Length > 0)
        {
            page.Append('\n').Append(Table(report.Metrics));
            page.Append("\nIn brackets the interval that holds the value in 95 of 100 repetitions.\n");
        }
        if (report.Operators.Length == 0) return;
        var shown = Math.Min(MostOperators, report.Operators.Length);
        page.Append($"\n### Error of each operator\n\n{(shown < report.Operators.Length ? $"The worst {shown} of {report.Operators.Length}" : "Worst first")}, on {SizeText.Count(report.OperatorSamples, "sample")}. Rounding alone is 0.289 of a scale.\n");
        page.Append("\n| # | operator | output | own error / scale | SQNR so far, dB | saturated |\n| ---: | --- | --- | ---: | ---: | ---: |\n");
        foreach (var row in report.Operators.Take(shown))
            page.Append($"| {row.Index} | {MarkdownText.Name(row.Op)} | {MarkdownText.Name(row.Tensor)} | {EvaluationText.Significant(row.RmseByScale)} | {EvaluationText.Decibels(row.Sqnr)} | {EvaluationText.PerCent(row.Saturated)} |\n");
    }
}
