namespace OptRecipe.Pipeline.Evaluation;

/// <summary>The share of positions whose best class is the label's (top-1).</summary>
internal sealed class AccuracyMetric : ShareMetric
{
    public override string Name => "accuracy";
    public override bool NeedsLabels => true;

    public override double[] Row(SampleAnswer answer, SampleAnswer reference) => Agreeing(ClassScores.Best(answer), ClassScores.Labels(answer, Name));
}

/// <summary>The share of samples whose best class is the float model's.</summary>
internal sealed class AgreementMetric : ShareMetric
{
    public override string Name => "agreement";
    public override bool NeedsLabels => false;

    public override double[] Row(SampleAnswer answer, SampleAnswer reference) => Agreeing(ClassScores.Best(answer), ClassScores.Best(reference));
}

/// <summary>The share of samples whose label is among the five best classes; as an error its complement.</summary>
internal sealed class TopFiveMetric(bool isError) : ShareMetric
{
    private const int Places = 5;

    public override string Name => isError ? "top-5-error" : "top-5";
    public override MetricDirection Direction => isError ? MetricDirection.LowerIsBetter : MetricDirection.HigherIsBetter;
    public override bool NeedsLabels => true;

    public override double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var (scores, channels) = ClassScores.First(answer);
        if (channels < Places) throw new EvaluationException($"`{Name}` wants at least {Places} classes, the output has {channels}");
        var labels = ClassScores.Labels(answer, Name);
        var found = 0;
        for (var position = 0; position < labels.Length; position++)
        {
            var row = scores.AsSpan(position * channels, channels);
            if (labels[position] < 0 || labels[position] >= channels) continue;
            // Places before the label: higher scores, and equal ones with a lower index, as a stable sort puts them.
            var (own, before) = (row[labels[position]], 0);
            for (var index = 0; index < channels; index++)
                if (row[index] > own || row[index] == own && index < labels[position]) before++;
            if (before < Places) found++;
        }
        var share = (double)found / labels.Length;
        return [isError ? 1 - share : share];
    }
}

/// <summary>The share of boxes that overlap the label's by half (intersection over union) and have its class. Output and label: x, y, width, height, then one score a class.</summary>
internal sealed class HitMetric : ShareMetric
{
    private const int Coordinates = 4;

    public override string Name => "hit";
    public override bool NeedsLabels => true;

    public override double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var (output, label) = (ClassScores.First(answer).Scores, answer.Label);
        if (label.Length != output.Length || label.Length <= Coordinates)
            throw new EvaluationException($"`{Name}` wants x, y, width, height and one number for each class in output and label; found {output.Length} and {label.Length} numbers");
        double[] box = [.. output.Select(value => (double)value)];
        return [Overlap(box, label) >= 0.5 && Best(box) == Best(label) ? 1 : 0];
    }

    private static int Best(double[] values)
    {
        var best = Coordinates;
        for (var index = Coordinates + 1; index < values.Length; index++)
            if (values[index] > values[best]) best = index;
        return best;
    }

    private static double Overlap(double[] first, double[] second)
    {
        var width = Math.Min(first[0] + first[2], second[0] + second[2]) - Math.Max(first[0], second[0]);
        var height = Math.Min(first[1] + first[3], second[1] + second[3]) - Math.Max(first[1], second[1]);
        var shared = Math.Max(0, width) * Math.Max(0, height);
        var all = Math.Max(0, first[2]) * Math.Max(0, first[3]) + Math.Max(0, second[2]) * Math.Max(0, second[3]) - shared;
        return all > 0 ? shared / all : 0;
    }
}

/// <summary>A metric that is the mean of shares, one a sample.</summary>
internal abstract class ShareMetric : IMetric
{
    public abstract string Name { get; }
    public virtual MetricDirection Direction => MetricDirection.HigherIsBetter;
    public abstract bool NeedsLabels { get; }
    public bool IsProportion => true;

    public abstract double[] Row(SampleAnswer answer, SampleAnswer reference);

    public double Combine(IReadOnlyList<double[]> rows) => rows.Average(row => row[0]);

    protected static double[] Agreeing(int[] first, int[] second)
    {
        if (first.Length != second.Length) throw new EvaluationException($"{first.Length:N0} answers cannot be compared with {second.Length:N0}");
        var same = 0;
        for (var index = 0; index < first.Length; index++)
            if (first[index] == second[index]) same++;
        return [(double)same / first.Length];
    }
}
