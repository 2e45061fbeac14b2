using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>The record of a run as the wire has it.</summary>
public static class FromRecord
{
    public static ReportAnswer Answer(RunRecord record, Document document) => new(
        document.Uri.ToString(), record.RecipeHash == document.Analysis.Model(default).Recipe.RecipeHash, FromRun.Sizes(record.Before), FromRun.Sizes(record.After),
        FromRun.Budget(record.Budget ?? []),
        [.. record.Outputs.Where(output => Path.IsPathFullyQualified(output.Path)).Select(output => Output(output, document.Analysis.Files))],
        record.Measured?.Data, record.Measured?.Samples ?? 0, record.Measured is { Metrics.IsDefault: false } measured ? [.. measured.Metrics.Select(Metric)] : []);

    private static ReportOutput Output(RecordedOutput output, IFileSource files) => new(
        output.Kind, output.Path, DocumentUri.OfPath(output.Path).ToString(), output.Bytes,
        files.Refuses(output.Path) is null && files.Stamp(output.Path) is { Kind: FileKind.File } stamp && stamp.Length == output.Bytes);

    private static ReportMetric Metric(MetricReport metric) =>
        new(metric.Metric, metric.Better, metric.Unit, Figure(metric.Float), Figure(metric.Optimized), Figure(metric.Difference));

    private static ReportFigure Figure(FigureReport figure) => new(figure.Value, figure.Low, figure.High);
}
