namespace OptRecipe.Engine.Calibration;

/// <summary>Cuts the same share of values off at both ends: (100 − percentile) / 2 percent each, at the edge of a bin.</summary>
internal static class PercentileEstimate
{
    public static TensorRange Of(ValueHistogram histogram, ValueExtremes extremes, double percentile)
    {
        var negative = histogram.Negative;
        var positive = histogram.Positive;
        var total = histogram.Zeros;
        foreach (var count in negative) total += count;
        foreach (var count in positive) total += count;
        var cut = total * (100 - percentile) / 200;
        var (low, high) = (-End(negative, positive, histogram.Zeros, cut) * histogram.Width, End(positive, negative, histogram.Zeros, cut) * histogram.Width);
        return new(Math.Max((float)low, extremes.Minimum), Math.Min((float)high, extremes.Maximum));
    }

    /// <summary>The outer edge, in bins, of the outermost bin with more than <paramref name="cut"/> values from it outwards; negative when it lies on the other side of zero.</summary>
    private static double End(ReadOnlySpan<long> side, ReadOnlySpan<long> other, long zeros, double cut)
    {
        var outside = 0L;
        for (var bin = side.Length - 1; bin >= 0; bin--)
            if ((outside += side[bin]) > cut) return bin + 1;
        if ((outside += zeros) > cut) return 0;
        for (var bin = 0; bin < other.Length; bin++)
            if ((outside += other[bin]) > cut) return -bin;
        return 0;
    }
}
