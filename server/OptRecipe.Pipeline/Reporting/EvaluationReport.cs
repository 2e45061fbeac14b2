using System.Collections.Immutable;
using OptRecipe.Engine.Analysis;
using OptRecipe.Pipeline.Evaluation;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>What an optimized model lost, as reports and JSON have it: figures of six digits, null where a number is infinite or not one.</summary>
/// <param name="Data"><c>evaluation</c>, or <c>calibration</c> where the recipe has no other data.</param>
/// <param name="Metrics">The one that was asked for first.</param>
/// <param name="Operators">Worst first.</param>
/// <param name="Problem">What could not be measured and why; null when everything could.</param>
public sealed record EvaluationReport(
    string Data, int Samples, ImmutableArray<MetricReport> Metrics, ImmutableArray<OperatorErrorReport> Operators, int OperatorSamples, string? Problem)
{
    public static EvaluationReport? Of(MeasuredModel? measured) => measured is null ? null : new(
        measured.Data.ToString().ToLowerInvariant(), measured.Evaluation?.SampleCount ?? 0,
        [.. (measured.Evaluation?.Metrics ?? []).Select(MetricReport.Of)], OperatorErrorReport.Of(measured.Operators), measured.OperatorSamples, measured.Problem);
}

/// <param name="Better"><c>higher</c> or <c>lower</c>.</param>
/// <param name="Unit"><c>share</c>, <c>decibel</c> or <c>number</c>.</param>
/// <param name="Difference">Optimized − float, from pairs of answers to the same sample.</param>
public sealed record MetricReport(string Metric, string Better, string Unit, FigureReport Float, FigureReport Optimized, FigureReport Difference)
{
    public static MetricReport Of(MetricResult result) => new(
        result.Name, result.Direction == MetricDirection.HigherIsBetter ? "higher" : "lower", MetricTable.UnitOf(result.Name).ToString().ToLowerInvariant(),
        FigureReport.Of(result.Float), FigureReport.Of(result.Optimized), FigureReport.Of(result.Difference));
}

/// <param name="Low">The lower end of the 95 % interval.</param>
public sealed record FigureReport(double? Value, double? Low, double? High)
{
    public static FigureReport Of(Interval interval) => new(Rounded(interval.Value), Rounded(interval.Low), Rounded(interval.High));

    /// <summary>Six significant digits, which is what different processors agree on; null for what is not finite.</summary>
    internal static double? Rounded(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>What one operator of the optimized model costs.</summary>
/// <param name="Op">As the file format writes it.</param>
/// <param name="Tensor">The output's name.</param>
/// <param name="RmseByScale">Root mean square error of this operator alone over its output's scale; null without a scale, and where it cannot run alone.</param>
/// <param name="Sqnr">Of its output with everything before it, in decibels; null without an error.</param>
/// <param name="Saturated">Share of the output's values at an end of its type while the float value lies beyond, 0…1.</param>
public sealed record OperatorErrorReport(int Subgraph, int Index, string Op, string Tensor, double? RmseByScale, double? Sqnr, double Saturated)
{
    /// <summary>Worst first: by the error of the operator alone in steps of its scale; those without a scale behind, by the signal they leave.</summary>
    public static ImmutableArray<OperatorErrorReport> Of(ImmutableArray<OperatorError> errors) =>
    [
        .. errors.OrderByDescending(error => error.Own is { PerScale: var own and not double.NaN } ? own : -1).ThenBy(error => error.Own?.Sqnr ?? error.Accumulated.Sqnr).ThenBy(error => error.Address.Index).Select(error => new OperatorErrorReport(
                error.Address.Subgraph, error.Address.Index, error.OperatorName, error.Tensor, error.Own is { } own ? FigureReport.Rounded(own.PerScale) : null,
                FigureReport.Rounded(error.Accumulated.Sqnr), FigureReport.Rounded(error.Saturated) ?? 0)),
    ];
}
