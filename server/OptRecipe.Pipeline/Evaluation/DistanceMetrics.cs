namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Mean squared or mean absolute error of all outputs against the label; both over elements, then over samples.</summary>
internal sealed class ErrorMetric(bool isSquared) : IMetric
{
    public string Name => isSquared ? "mse" : "mae";
    public MetricDirection Direction => MetricDirection.LowerIsBetter;
    public bool NeedsLabels => true;
    public bool IsProportion => false;

    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var count = answer.Outputs.Sum(output => output.Length);
        if (count != answer.Label.Length) throw new EvaluationException($"`{Name}` compares {count:N0} output values with a label of {answer.Label.Length:N0} numbers");
        var (sum, index) = (0.0, 0);
        foreach (var output in answer.Outputs)
            foreach (var value in output)
            {
                var difference = value - answer.Label[index++];
                sum += isSquared ? difference * difference : Math.Abs(difference);
            }
        return [sum / count];
    }

    public double Combine(IReadOnlyList<double[]> rows) => rows.Average(row => row[0]);
}

/// <summary>Signal-to-quantization-noise ratio of all outputs against the float model's, in decibels: 10·log10(Σ reference² / Σ (reference − answer)²) over all samples.</summary>
internal sealed class SqnrMetric : IMetric
{
    public string Name => "sqnr";
    public MetricDirection Direction => MetricDirection.HigherIsBetter;
    public bool NeedsLabels => false;
    public bool IsProportion => false;

    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var (signal, noise) = (0.0, 0.0);
        foreach (var (own, wanted) in Pairs(answer, reference))
        {
            signal += (double)wanted * wanted;
            noise += ((double)wanted - own) * ((double)wanted - own);
        }
        return [signal, noise];
    }

    public double Combine(IReadOnlyList<double[]> rows) => 10 * Math.Log10(rows.Sum(row => row[0]) / rows.Sum(row => row[1]));

    internal static IEnumerable<(float Own, float Wanted)> Pairs(SampleAnswer answer, SampleAnswer reference)
    {
        for (var output = 0; output < reference.Outputs.Length; output++)
        {
            var (own, wanted) = (answer.Outputs[output], reference.Outputs[output]);
            if (own.Length != wanted.Length) throw new EvaluationException($"output {output} has {own.Length:N0} values, the float model's {wanted.Length:N0}");
            for (var index = 0; index < own.Length; index++) yield return (own[index], wanted[index]);
        }
    }
}

/// <summary>The cosine between all outputs and the float model's, averaged over samples; 1 where both are zero.</summary>
internal sealed class CosineMetric : IMetric
{
    public string Name => "cosine";
    public MetricDirection Direction => MetricDirection.HigherIsBetter;
    public bool NeedsLabels => false;
    public bool IsProportion => false;

    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var (product, own, wanted) = (0.0, 0.0, 0.0);
        foreach (var (first, second) in SqnrMetric.Pairs(answer, reference))
        {
            product += (double)first * second;
            own += (double)first * first;
            wanted += (double)second * second;
        }
        return [own == 0 && wanted == 0 ? 1 : own == 0 || wanted == 0 ? 0 : product / Math.Sqrt(own * wanted)];
    }

    public double Combine(IReadOnlyList<double[]> rows) => rows.Average(row => row[0]);
}
