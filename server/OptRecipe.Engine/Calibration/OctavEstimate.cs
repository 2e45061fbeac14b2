namespace OptRecipe.Engine.Calibration;

/// <summary>The clipping bound c that balances rounding inside against clipping outside: c ← Σ |x| beyond c / (n beyond + δ × n within), δ = 4^−bits / 3, a quarter of that for
/// values of one sign. Starts at the mean magnitude; zeros are stored exactly and do not count.</summary>
internal static class OctavEstimate
{
    private const int MostSteps = 64;

    public static TensorRange Of(ValueHistogram histogram, ValueExtremes extremes, int bits)
    {
        var magnitudes = new MagnitudeHistogram(histogram);
        var counts = magnitudes.Counts.Span;
        if (counts.IsEmpty) return new(extremes.Minimum, extremes.Maximum);
        var delta = Math.Pow(4, -bits) / (magnitudes.IsOneSided ? 12 : 3);
        // Above bin i: how many values, and the sum of their bins' centres.
        var (above, sums) = (new long[counts.Length + 1], new double[counts.Length + 1]);
        for (var bin = counts.Length - 1; bin >= 0; bin--)
        {
            above[bin] = above[bin + 1] + counts[bin];
            sums[bin] = sums[bin + 1] + counts[bin] * (bin + 0.5);
        }
        var bound = sums[0] / above[0];
        for (var step = 0; step < MostSteps; step++)
        {
            var first = Math.Clamp((int)Math.Ceiling(bound - 0.5), 0, counts.Length);
            var next = sums[first] / (above[first] + delta * (above[0] - above[first]));
            if (Math.Abs(next - bound) <= 1e-6 * bound) break;
            bound = next;
        }
        return MagnitudeHistogram.Within(bound * magnitudes.Width, extremes);
    }
}
