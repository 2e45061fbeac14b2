namespace OptRecipe.Engine.Calibration;

/// <summary>What was seen of one tensor. Each interpreter has its own, which are added up at the end; sums do not depend on how the samples were shared out.</summary>
/// <param name="perSample">For the moving average: the extremes of each sample, shared by all interpreters, each of which writes only those of the samples it runs.</param>
internal sealed class TensorStatistics(RangeMethod method, ValueExtremes[]? perSample)
{
    private const float OldShare = 0.95f;
    /// <summary>ai-edge-quantizer's: 1 − 0.95 in double, cut to float32.</summary>
    private const float NewShare = (float)(1 - 0.95);
    private readonly ValueHistogram? _histogram = method.NeedsHistogram ? new(method.Bins) : null;
    private ValueExtremes _extremes = ValueExtremes.Empty;

    /// <returns>Whether all values are finite.</returns>
    public bool Add(int sample, ReadOnlySpan<float> values)
    {
        var extremes = ValueExtremes.Of(values);
        _extremes += extremes;
        if (!extremes.AreFinite) return false;
        _histogram?.Add(values, extremes);
        if (perSample is not null) perSample[sample] += extremes;
        return true;
    }

    public void Add(TensorStatistics other)
    {
        _extremes += other._extremes;
        if (_histogram is not null && other._histogram is { } histogram) _histogram.Add(histogram);
    }

    /// <summary>The range by the method; null where nothing finite was seen.</summary>
    public TensorRange? Range()
    {
        if (!_extremes.AreFinite || _extremes.Minimum > _extremes.Maximum) return null;
        if (perSample is not null) return MovingAverage(perSample);
        return (method.Estimate, _histogram) switch
        {
            (RangeEstimate.Percentile, { } values) => PercentileEstimate.Of(values, _extremes, method.Percentile),
            (RangeEstimate.Entropy, { } values) => EntropyEstimate.Of(values, _extremes, method.Bits),
            (RangeEstimate.Mse, { } values) => MseEstimate.Of(values, _extremes, method.Bits),
            (RangeEstimate.Octav, { } values) => OctavEstimate.Of(values, _extremes, method.Bits),
            _ => new(_extremes.Minimum, _extremes.Maximum),
        };
    }

    private static TensorRange MovingAverage(ValueExtremes[] samples)
    {
        TensorRange? average = null;
        foreach (var sample in samples)
        {
            // A graph that was not called for this sample has seen nothing.
            if (sample.Minimum > sample.Maximum) continue;
            average = average is { } old ? new(OldShare * old.Minimum + NewShare * sample.Minimum, OldShare * old.Maximum + NewShare * sample.Maximum) : new(sample.Minimum, sample.Maximum);
        }
        return average ?? default;
    }
}
