using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>A metric of the float and of the optimized model on the same samples.</summary>
/// <param name="Difference">Optimized − float, from pairs of answers to the same sample: narrower than the two intervals suggest.</param>
public sealed record MetricResult(string Name, MetricDirection Direction, Interval Float, Interval Optimized, Interval Difference)
{
    /// <summary>How much worse the optimized model is, in the metric's own unit; negative when it is better.</summary>
    public double Loss => Direction == MetricDirection.HigherIsBetter ? -Difference.Value : Difference.Value;
}

/// <param name="SampleCount">Samples that both models answered.</param>
public sealed record EvaluationResult(int SampleCount, ImmutableArray<MetricResult> Metrics)
{
    public MetricResult? Find(string name) => Metrics.FirstOrDefault(metric => metric.Name == name);
}
