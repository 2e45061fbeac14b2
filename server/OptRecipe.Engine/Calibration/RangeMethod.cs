namespace OptRecipe.Engine.Calibration;

/// <summary>How the range of a tensor is chosen from the values that were seen.</summary>
public enum RangeEstimate
{
    /// <summary>The smallest and the largest value of all samples; the converter's.</summary>
    MinMax,
    /// <summary>Smallest and largest value of each sample, averaged over time: new = 0.95 × old + 0.05 × sample, in float32; ai-edge-quantizer's. The order of the samples counts.</summary>
    MovingAverage,
    /// <summary>Half of what lies outside the percentile is cut off at each end.</summary>
    Percentile,
    /// <summary>The symmetric bound that keeps the most information (Kullback-Leibler divergence), as TensorRT finds it.</summary>
    Entropy,
    /// <summary>The range with the smallest mean squared error after quantization.</summary>
    Mse,
    /// <summary>The clipping bound with the smallest expected error, by fixed-point iteration (Sakr et al., ICML 2022).</summary>
    Octav,
}

/// <summary>An estimate with its numbers. Equal methods give equal ranges for equal values.</summary>
/// <param name="Percentile">For <see cref="RangeEstimate.Percentile"/>: the share of values inside the range, in percent, above 50 and up to 100.</param>
/// <param name="Bins">The histogram has at least so many bins on its longer side of zero.</param>
/// <param name="Bits">The width of the integers that the range is for: 8 or 16.</param>
public sealed record RangeMethod(RangeEstimate Estimate, double Percentile = RangeMethod.DefaultPercentile, int Bins = RangeMethod.DefaultBins, int Bits = 8)
{
    public const double DefaultPercentile = 99.99;
    public const int DefaultBins = 2048;
    public const int MostBins = 1 << 16;

    public static RangeMethod MinMax { get; } = new(RangeEstimate.MinMax);

    internal bool NeedsHistogram => Estimate is RangeEstimate.Percentile or RangeEstimate.Entropy or RangeEstimate.Mse or RangeEstimate.Octav;
}
