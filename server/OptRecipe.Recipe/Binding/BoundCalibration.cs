using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>How the range of an activation is found from the samples.</summary>
public enum CalibrationMethod { MinMax, MovingAverage, Percentile, Entropy, Mse, Octav }

/// <summary><c>calibration</c> of a step or rule: a method with its parameters, or known ranges.</summary>
/// <param name="Span">Key and value.</param>
public sealed record BoundCalibration(TextSpan Span)
{
    /// <summary>The share of the values that stays inside the range where the recipe does not say one.</summary>
    public const double DefaultPercentile = 99.99;
    /// <summary>Bins of the histograms where the recipe does not say how many.</summary>
    public const int DefaultBins = 2048;

    /// <summary>Null where only parameters or ranges are written.</summary>
    public Written<CalibrationMethod>? Method { get; init; }
    /// <summary>Per cent, above 50 and at most 100; for <see cref="CalibrationMethod.Percentile"/>.</summary>
    public Written<double>? Percentile { get; init; }
    /// <summary>For the methods that look at a histogram.</summary>
    public Written<int>? Bins { get; init; }
    /// <summary>A JSON file of known ranges, as written, relative to the recipe's file; no data is needed then.</summary>
    public Written<string>? Ranges { get; init; }
    /// <summary>The entry of that file.</summary>
    public Written<string>? Key { get; init; }

    internal BoundCalibration Moved(int by) => new(Span.Moved(by)) { Method = Method?.Moved(by), Percentile = Percentile?.Moved(by), Bins = Bins?.Moved(by), Ranges = Ranges?.Moved(by), Key = Key?.Moved(by) };
}
