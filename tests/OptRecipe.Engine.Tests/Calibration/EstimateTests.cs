using OptRecipe.Engine.Calibration;

namespace OptRecipe.Engine.Tests.Calibration;

public sealed class EstimateTests
{
    [Fact]
    public void Extremes_do_not_depend_on_where_the_values_stand()
    {
        var random = new Random(2);
        for (var length = 1; length < 200; length++)
        {
            var values = Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray();
            Assert.Equal(new(values.Min(), values.Max(), true), ValueExtremes.Of(values));
            foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                var place = random.Next(length);
                var broken = values.ToArray();
                broken[place] = bad;
                Assert.False(ValueExtremes.Of(broken).AreFinite, $"{bad} at {place} of {length}");
            }
        }
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(ValueExtremes.Of([-0f]).Minimum));
        Assert.True(ValueExtremes.Of([float.MaxValue, float.MinValue, float.Epsilon]).AreFinite);
    }

    [Fact]
    public void A_histogram_depends_on_its_values_alone()
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 3000).Select(_ => MathF.Pow(2, random.Next(-40, 40)) * (random.NextSingle() - 0.3f)).Append(0f).Append(float.Epsilon).Append(1e38f).ToArray();
        var whole = Histogram(values);
        foreach (var parts in new[] { 2, 7, 100 })
        {
            var sum = new ValueHistogram(64);
            foreach (var part in values.OrderBy(value => value * parts % 1).Chunk(values.Length / parts)) sum.Add(Histogram(part));
            Assert.Equal((whole.Width, whole.Zeros), (sum.Width, sum.Zeros));
            Assert.True(whole.Positive.SequenceEqual(sum.Positive) && whole.Negative.SequenceEqual(sum.Negative));
        }
        Assert.Equal(values.Length, whole.Zeros + whole.Positive.ToArray().Sum() + whole.Negative.ToArray().Sum());
        Assert.InRange(whole.Width * 64, 0, 1e38);
    }

    [Fact]
    public void The_percentile_cuts_the_same_share_at_both_ends()
    {
        // −500 … 499: of a thousand values 1 % goes at each end.
        var values = Enumerable.Range(-500, 1000).Select(value => (float)value).ToArray();
        CheckNear(new(-490, 490), Range(values, new(RangeEstimate.Percentile, 98)), 2);
        Assert.Equal(new(-500, 499), Range(values, new(RangeEstimate.Percentile, 100)));
        // All but a few are 0.
        Assert.Equal(new(0, 0), Range([.. new float[10_000], -3, 7], new(RangeEstimate.Percentile, 99)));
    }

    [Theory]
    [InlineData(RangeEstimate.Entropy), InlineData(RangeEstimate.Mse), InlineData(RangeEstimate.Octav)]
    public void An_outlier_far_away_is_clipped_and_even_values_are_not(RangeEstimate estimate)
    {
        var random = new Random(9);
        var bell = Enumerable.Range(0, 100_000).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextSingle()) - 6).ToArray();
        // One in three million.
        var clipped = Range([.. Enumerable.Repeat(bell, 30).SelectMany(part => part), 60], new(estimate));
        Assert.InRange(clipped.Maximum, 2.5, 20);
        Assert.InRange(clipped.Minimum, -6, -2.5);
        var even = Enumerable.Range(0, 100_001).Select(index => index / 50_000f - 1).ToArray();
        CheckNear(new(-1, 1), Range(even, new(estimate)), 0.02);
    }

    [Fact]
    public void The_smallest_squared_error_is_that_of_a_search_over_all_bounds()
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 20_000).Select(_ => (float)-Math.Log(1 - random.NextDouble())).ToArray();
        // Each two hundred times, and 90 once.
        var found = Error(Range([.. Enumerable.Repeat(values, 200).SelectMany(part => part), 90], new(RangeEstimate.Mse)).Maximum);
        var best = Enumerable.Range(1, 180).Select(step => Error(step / 2f)).Min();
        Assert.InRange(found, 0, 1.02 * best);
        Assert.True(best < 0.5 * Error(90));

        double Error(float maximum) => 200 * SquaredError(values, maximum) + SquaredError([90], maximum);
    }

    [Fact]
    public void The_octav_bound_solves_its_equation()
    {
        var random = new Random(12);
        var values = Enumerable.Range(0, 50_000).Select(_ => (float)(Math.Log(1 - random.NextDouble()) * (random.Next(2) * 2 - 1))).ToArray();
        double bound = Range(values, new(RangeEstimate.Octav)).Maximum;
        var beyond = values.Select(Math.Abs).Where(value => value >= bound).ToArray();
        var expected = beyond.Sum(value => (double)value) / (beyond.Length + Math.Pow(4, -8) / 3 * (values.Length - beyond.Length));
        Assert.InRange(bound / expected, 0.98, 1.02);
    }

    [Fact]
    public void Entropy_is_that_of_a_plain_computation()
    {
        var random = new Random(13);
        var values = Enumerable.Range(0, 30_000).Select(_ => (float)(random.NextDouble() * random.NextDouble() * random.NextDouble() * 8)).ToArray();
        var histogram = Histogram(values, 128);
        var counts = new MagnitudeHistogram(histogram).Counts.ToArray();
        var divergences = Enumerable.Range(32, counts.Length - 31).Select(end => (end, PlainDivergence(counts, end, 32))).ToArray();
        var least = divergences.Min(pair => pair.Item2);
        var expected = divergences.Last(pair => pair.Item2 <= least + 1e-12).end * histogram.Width;
        Assert.Equal(Math.Min(expected, values.Max()), Range(values, new(RangeEstimate.Entropy, Bins: 128, Bits: 5)).Maximum, 1e-6);
    }

    /// <summary>KL(P ‖ Q) word by word as facts/calibration.md §2.4 has it.</summary>
    private static double PlainDivergence(long[] counts, int end, int levels)
    {
        var p = counts[..end].Select(count => (double)count).ToArray();
        var q = new double[end];
        for (var level = 0; level < levels; level++)
        {
            var bins = Enumerable.Range(0, end).Where(bin => (long)bin * levels / end == level && p[bin] > 0).ToArray();
            foreach (var bin in bins) q[bin] = bins.Sum(other => p[other]) / bins.Length;
        }
        p[^1] += counts[end..].Sum();
        var (pSum, qSum) = (p.Sum(), q.Sum());
        return p.Zip(q).Where(pair => pair.First > 0).Sum(pair => pair.First / pSum * Math.Log(pair.First / pSum / (pair.Second / qSum)));
    }

    private static double SquaredError(float[] values, float maximum)
    {
        var scale = maximum / 255;
        return values.Sum(value => Math.Pow(value - Math.Clamp(MathF.Round(value / scale, MidpointRounding.ToEven), 0, 255) * scale, 2));
    }

    private static ValueHistogram Histogram(float[] values, int bins = 64)
    {
        var histogram = new ValueHistogram(bins);
        foreach (var part in values.Chunk(100)) histogram.Add(part, ValueExtremes.Of(part));
        return histogram;
    }

    private static TensorRange Range(float[] values, RangeMethod method)
    {
        var statistics = new TensorStatistics(method, null);
        foreach (var part in values.Chunk(1000)) statistics.Add(0, part);
        return statistics.Range() ?? throw new InvalidOperationException("no range");
    }

    private static void CheckNear(TensorRange expected, TensorRange found, double tolerance)
    {
        Assert.Equal(expected.Minimum, found.Minimum, tolerance);
        Assert.Equal(expected.Maximum, found.Maximum, tolerance);
    }
}
