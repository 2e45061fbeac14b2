using System.Globalization;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>Measured values for people.</summary>
public static class EvaluationText
{
    /// <summary><c>96.85 %</c>.</summary>
    public static string Share(double share) => $"{Round(100 * share, 2)} %";

    /// <summary><c>1.2 points</c> of a difference between shares.</summary>
    public static string Points(double difference) => Round(100 * difference, 2) is var number && number is "1" or "-1" ? $"{number} point" : $"{Round(100 * difference, 2)} points";

    /// <summary>A value with its 95 % interval: <c>96.85 % (95.8 … 97.6)</c>; a dash where it has none.</summary>
    public static string Of(MetricReport metric, FigureReport figure, bool isDifference = false)
    {
        if (figure.Value is not { } value) return "–";
        var text = metric.Unit switch
        {
            "share" => isDifference ? Points(value) : Share(value),
            "decibel" => $"{Round(value, 2)} dB",
            _ => Significant(value),
        };
        if (figure is not { Low: { } low, High: { } high }) return text;
        return $"{text} ({Bound(low)} … {Bound(high)})";

        string Bound(double bound) => metric.Unit switch { "share" => Round(100 * bound, 2), "decibel" => Round(bound, 2), _ => Significant(bound) };
    }

    /// <summary>What the figures were measured on.</summary>
    public static string Heading(EvaluationReport report) => report.Data == "evaluation"
        ? $"evaluation on {SizeText.Count(report.Samples, "sample")}"
        : $"evaluation on {SizeText.Count(report.Samples, "calibration sample")}, which the model was made with; `data.evaluation` says more";

    public static string Significant(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "–";

    /// <summary><c>1.234 ms</c>, three figures behind the point at most.</summary>
    public static string Milliseconds(double milliseconds) => $"{Round(milliseconds, 3)} ms";

    public static string Decibels(double? value) => value is { } number ? Round(number, 1) : "–";

    public static string PerCent(double share) => $"{Round(100 * share, 3)} %";

    private static string Round(double value, int digits)
    {
        var rounded = Math.Round(value, digits, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString(CultureInfo.InvariantCulture);
    }
}
