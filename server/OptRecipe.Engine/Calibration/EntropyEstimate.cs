namespace OptRecipe.Engine.Calibration;

/// <summary>The bound T on magnitudes for which what quantization keeps differs least from what was seen (facts/calibration.md §2.4). For each candidate of i bins: P are the
/// counts with everything beyond added to the last bin; Q gives each bin that is not empty the mean of its level's bins that are not empty, without what lies beyond; the
/// smallest KL(P ‖ Q) wins, the largest range of equal ones.</summary>
internal static class EntropyEstimate
{
    public static TensorRange Of(ValueHistogram histogram, ValueExtremes extremes, int bits)
    {
        var magnitudes = new MagnitudeHistogram(histogram);
        var levels = 1 << (magnitudes.IsOneSided ? bits : bits - 1);
        var counts = magnitudes.Counts.Span;
        if (counts.Length <= levels) return new(extremes.Minimum, extremes.Maximum);
        var sums = new Sums(counts);
        var (best, least) = (counts.Length, double.PositiveInfinity);
        for (var end = levels; end <= counts.Length; end++)
        {
            var divergence = sums.Divergence(counts, end, levels);
            if (divergence <= least) (best, least) = (end, divergence);
        }
        return MagnitudeHistogram.Within(best * magnitudes.Width, extremes);
    }

    /// <summary>Running sums, with which a candidate costs as many steps as there are levels, not bins.</summary>
    private readonly struct Sums
    {
        private readonly long[] _mass;
        private readonly int[] _filled;
        private readonly double[] _logs;

        public Sums(ReadOnlySpan<long> counts)
        {
            (_mass, _filled, _logs) = (new long[counts.Length + 1], new int[counts.Length + 1], new double[counts.Length + 1]);
            for (var bin = 0; bin < counts.Length; bin++)
            {
                _mass[bin + 1] = _mass[bin] + counts[bin];
                _filled[bin + 1] = _filled[bin] + (counts[bin] > 0 ? 1 : 0);
                _logs[bin + 1] = _logs[bin] + Weighted(counts[bin]);
            }
        }

        public double Divergence(ReadOnlySpan<long> counts, int end, int levels)
        {
            double total = _mass[^1], kept = _mass[end];
            var outside = _mass[^1] - _mass[end];
            // The last bin holds what lies beyond in P and nothing in Q: infinitely far apart.
            if (outside > 0 && counts[end - 1] == 0) return double.PositiveInfinity;
            var ownLogs = _logs[end - 1] + Weighted(counts[end - 1] + outside);
            var levelLogs = 0.0;
            for (var level = 0; level < levels; level++)
            {
                var (from, to) = (Start(level, end, levels), Start(level + 1, end, levels));
                var mass = _mass[to] - _mass[from];
                if (mass == 0) continue;
                var share = level == levels - 1 ? mass + outside : mass;
                levelLogs += share * Math.Log(mass / (double)(_filled[to] - _filled[from]) / kept);
            }
            return (ownLogs - levelLogs) / total - Math.Log(total);
        }

        private static int Start(int level, int end, int levels) => (int)(((long)level * end + levels - 1) / levels);

        private static double Weighted(long count) => count == 0 ? 0 : count * Math.Log(count);
    }
}
