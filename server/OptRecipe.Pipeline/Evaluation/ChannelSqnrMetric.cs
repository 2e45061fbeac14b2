namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Signal-to-quantization-noise ratio of each channel (last dimension) of the outputs against the float model's, at most 100 dB, averaged over channels; channels without a signal are left out.</summary>
internal sealed class ChannelSqnrMetric : IMetric
{
    private const double Most = 100;

    public string Name => "channel-sqnr";
    public MetricDirection Direction => MetricDirection.HigherIsBetter;
    public bool NeedsLabels => false;
    public bool IsProportion => false;

    /// <summary>Signal and noise of each channel, output by output.</summary>
    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var row = new double[2 * reference.OutputChannels.Sum()];
        var start = 0;
        for (var output = 0; output < reference.Outputs.Length; output++)
        {
            var (own, wanted, channels) = (answer.Outputs[output], reference.Outputs[output], reference.OutputChannels[output]);
            if (own.Length != wanted.Length) throw new EvaluationException($"output {output} has {own.Length:N0} values, the float model's {wanted.Length:N0}");
            for (var index = 0; index < own.Length; index++)
            {
                var at = start + 2 * (index % channels);
                row[at] += (double)wanted[index] * wanted[index];
                row[at + 1] += ((double)wanted[index] - own[index]) * ((double)wanted[index] - own[index]);
            }
            start += 2 * channels;
        }
        return row;
    }

    public double Combine(IReadOnlyList<double[]> rows) => Enumerable.Range(0, rows[0].Length / 2)
        .Select(channel => (Signal: rows.Sum(row => row[2 * channel]), Noise: rows.Sum(row => row[2 * channel + 1])))
        .Where(sums => sums.Signal > 0).Select(sums => Math.Min(Most, 10 * Math.Log10(sums.Signal / sums.Noise))).DefaultIfEmpty(Most).Average();
}
