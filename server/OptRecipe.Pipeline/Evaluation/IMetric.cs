namespace OptRecipe.Pipeline.Evaluation;

/// <summary>How much better, and compared with what, a larger value is.</summary>
public enum MetricDirection { HigherIsBetter, LowerIsBetter }

/// <summary>A share lies between 0 and 1, and its differences are told in points.</summary>
public enum MetricUnit { Share, Decibel, Number }

/// <summary>A number for a model over a data set. Each sample leaves a short row of numbers; the metric of any choice of samples is computed from their rows, so that confidence
/// intervals need no second run.</summary>
public interface IMetric
{
    /// <summary>As recipes write it.</summary>
    string Name { get; }
    MetricDirection Direction { get; }
    bool NeedsLabels { get; }
    /// <summary>Whether rows are zeros and ones whose mean is the metric.</summary>
    bool IsProportion { get; }

    /// <summary>A sample's row.</summary>
    /// <param name="reference">The float model's answer to the same sample; the answer itself when the float model is measured.</param>
    /// <exception cref="EvaluationException">Outputs or label are not what the metric works with.</exception>
    double[] Row(SampleAnswer answer, SampleAnswer reference);

    /// <summary>The metric of some samples, at least one; a sample may stand there several times.</summary>
    double Combine(IReadOnlyList<double[]> rows);
}
