using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Reporting;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>What was measured of two models, as tables for people.</summary>
internal static class EvaluationTables
{
    private const int MostOperators = 10;

    public static void Metrics(Terminal terminal, EvaluationReport report)
    {
        if (report.Problem is { } problem) terminal.Output.WriteLine(Terminal.Safe($"not measured: {problem}"));
        if (report.Metrics.IsEmpty) return;
        terminal.Output.WriteLine($"{EvaluationText.Heading(report)}; in brackets 95 % intervals");
        var table = new Table().Border(TableBorder.Simple).AddColumns("metric", "float", "optimized", "difference");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        foreach (var metric in report.Metrics)
            table.AddRow(metric.Metric, EvaluationText.Of(metric, metric.Float), EvaluationText.Of(metric, metric.Optimized), EvaluationText.Of(metric, metric.Difference, isDifference: true));
        terminal.Screen.Write(table);
    }

    public static void Operators(Terminal terminal, EvaluationReport report)
    {
        if (report.Operators.IsEmpty) return;
        terminal.Output.WriteLine($"error of each operator on {SizeText.Count(report.OperatorSamples, "sample")}, worst first{(report.Operators.Length > MostOperators ? $", {MostOperators} of {report.Operators.Length} (--json prints all)" : "")}; rounding alone is 0.289 of a scale");
        var table = new Table().Border(TableBorder.Simple).AddColumns("#", "operator", "own error / scale", "SQNR so far, dB", "saturated");
        foreach (var column in table.Columns.Skip(2)) column.RightAligned();
        foreach (var row in report.Operators.Take(MostOperators))
            table.AddRow($"{row.Index}", Markup.Escape(Terminal.Safe(row.Op)), EvaluationText.Significant(row.RmseByScale), EvaluationText.Decibels(row.Sqnr), EvaluationText.PerCent(row.Saturated));
        terminal.Screen.Write(table);
    }

    public static void Latency(Terminal terminal, LatencyResult latency, string host)
    {
        terminal.Output.WriteLine(LatencyResult.Heading);
        terminal.Output.WriteLine($"on {host}, {SizeText.Count(latency.Threads, "thread")}, medians of {SizeText.Count(latency.Runs, "pair")} of runs, one after the other");
        var table = new Table().Border(TableBorder.Simple).AddColumns("latency", "median", "95 % interval");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        table.AddRow("float", $"{latency.Float.Value:0.000} ms", $"{latency.Float.Low:0.000} … {latency.Float.High:0.000}");
        table.AddRow("optimized", $"{latency.Optimized.Value:0.000} ms", $"{latency.Optimized.Low:0.000} … {latency.Optimized.High:0.000}");
        table.AddRow("optimized / float", $"× {latency.Ratio.Value:0.00}", $"{latency.Ratio.Low:0.00} … {latency.Ratio.High:0.00}");
        terminal.Screen.Write(table);
    }
}
