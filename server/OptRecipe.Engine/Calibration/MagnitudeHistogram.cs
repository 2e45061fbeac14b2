namespace OptRecipe.Engine.Calibration;

/// <summary>Both sides of a histogram folded on each other: how often magnitudes occur, zeros left out.</summary>
internal readonly struct MagnitudeHistogram
{
    public MagnitudeHistogram(ValueHistogram histogram)
    {
        Width = histogram.Width;
        IsOneSided = histogram.Negative.IsEmpty || histogram.Positive.IsEmpty;
        var counts = new long[Math.Max(histogram.Negative.Length, histogram.Positive.Length)];
        for (var bin = 0; bin < histogram.Negative.Length; bin++) counts[bin] += histogram.Negative[bin];
        for (var bin = 0; bin < histogram.Positive.Length; bin++) counts[bin] += histogram.Positive[bin];
        Counts = counts.AsMemory(0, Array.FindLastIndex(counts, count => count > 0) + 1);
    }

    public double Width { get; }
    /// <summary>Whether all values have the same sign.</summary>
    public bool IsOneSided { get; }
    /// <summary>Up to the last bin that holds a value.</summary>
    public ReadOnlyMemory<long> Counts { get; }

    /// <summary>What lies within a bound on the magnitude.</summary>
    public static TensorRange Within(double bound, ValueExtremes extremes) => new(Math.Max((float)-bound, extremes.Minimum), Math.Min((float)bound, extremes.Maximum));
}
