using OptRecipe.Pipeline.Profiling;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>A number measured on samples, with the interval that holds it in 95 of 100 repetitions.</summary>
public sealed record Interval(double Value, double Low, double High);

/// <summary>95 % intervals of metrics. The same rows give the same interval on every machine.</summary>
internal static class Intervals
{
    private const double Normal95 = 1.959963984540054;
    private const int Resamples = 1000;
    private const int Seed = 20261126;

    /// <summary>Wilson's score interval for a proportion of whole samples (E. B. Wilson, 1927), the percentiles of a bootstrap for everything else (B. Efron, 1979).</summary>
    public static Interval Of(IMetric metric, IReadOnlyList<double[]> rows)
    {
        var value = metric.Combine(rows);
        if (metric.IsProportion && rows.All(row => row[0] is 0 or 1)) return Wilson(value, rows.Count);
        return Percentiles(value, rows.Count, chosen => metric.Combine([.. chosen.Select(index => rows[index])]));
    }

    /// <summary>The difference second − first on the same samples.</summary>
    public static Interval OfDifference(IMetric metric, IReadOnlyList<double[]> first, IReadOnlyList<double[]> second) => Percentiles(
        metric.Combine(second) - metric.Combine(first), first.Count,
        chosen => metric.Combine([.. chosen.Select(index => second[index])]) - metric.Combine([.. chosen.Select(index => first[index])]));

    /// <summary>The median and its interval.</summary>
    public static Interval OfMedian(IReadOnlyList<double> values) =>
        Percentiles(Median.Of(values), values.Count, chosen => Median.Of(chosen.Select(index => values[index])));

    private static Interval Wilson(double share, int count)
    {
        var square = Normal95 * Normal95;
        var centre = (share + square / (2 * count)) / (1 + square / count);
        var half = Normal95 / (1 + square / count) * Math.Sqrt(share * (1 - share) / count + square / (4.0 * count * count));
        return new(share, Math.Min(share, Math.Max(0, centre - half)), Math.Max(share, Math.Min(1, centre + half)));
    }

    private static Interval Percentiles(double value, int count, Func<int[], double> metric)
    {
        var random = new Random(Seed);
        var (chosen, found) = (new int[count], new List<double>(Resamples));
        for (var resample = 0; resample < Resamples; resample++)
        {
            for (var index = 0; index < count; index++) chosen[index] = random.Next(count);
            var result = metric(chosen);
            if (!double.IsNaN(result)) found.Add(result);
        }
        if (found.Count == 0) return new(value, value, value);
        found.Sort();
        return new(value, found[(int)(0.025 * (found.Count - 1))], found[(int)Math.Ceiling(0.975 * (found.Count - 1))]);
    }
}
