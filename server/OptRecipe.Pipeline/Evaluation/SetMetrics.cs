namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Area under the ROC curve: how likely a positive sample (label above 0) scores higher than a negative one; equal scores count half.</summary>
/// <param name="isReconstruction">The score is the mean squared difference between the first output and the first input (autoencoders); else the last class's score.</param>
internal sealed class AucMetric(bool isReconstruction) : IMetric
{
    public string Name => "auc";
    public MetricDirection Direction => MetricDirection.HigherIsBetter;
    public bool NeedsLabels => true;
    public bool IsProportion => false;

    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        if (answer.Label.Length != 1) throw new EvaluationException($"`auc` wants one number a label, 1 for positive samples; found {answer.Label.Length:N0}");
        return [isReconstruction ? Reconstruction(answer) : Score(answer), answer.Label[0] > 0 ? 1 : 0];
    }

    public double Combine(IReadOnlyList<double[]> rows)
    {
        var (scores, isPositive) = (new double[rows.Count], new bool[rows.Count]);
        for (var index = 0; index < scores.Length; index++) (scores[index], isPositive[index]) = (rows[index][0], rows[index][1] != 0);
        Array.Sort(scores, isPositive);
        var (rankSum, positives) = (0.0, 0);
        for (var start = 0; start < scores.Length;)
        {
            var end = start;
            while (end < scores.Length && scores[end].Equals(scores[start])) end++;
            // Equal scores share the mean of their ranks, which count from 1.
            var rank = (start + 1 + end) / 2.0;
            for (; start < end; start++)
            {
                if (!isPositive[start]) continue;
                rankSum += rank;
                positives++;
            }
        }
        var negatives = scores.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - positives * (positives + 1.0) / 2) / ((double)positives * negatives);
    }

    private static double Score(SampleAnswer answer)
    {
        var (scores, channels) = ClassScores.First(answer);
        return scores.Length == channels && channels <= 2 ? scores[^1]
            : throw new EvaluationException($"`auc` wants one score, or the scores of two classes; the output has {scores.Length:N0} values (an autoencoder's score is `auc: {{score: reconstruction-mse}}`)");
    }

    private static double Reconstruction(SampleAnswer answer)
    {
        if (answer.Inputs is not [{ } input, ..] || answer.Outputs is not [{ } output, ..] || input.Length != output.Length)
            throw new EvaluationException("`reconstruction-mse` compares the first output with the first input, which have different sizes");
        var sum = 0.0;
        for (var index = 0; index < input.Length; index++) sum += ((double)output[index] - input[index]) * ((double)output[index] - input[index]);
        return sum / input.Length;
    }
}

/// <summary>Mean intersection over union of classes over all positions of all samples; classes that stand in neither answers nor labels are left out.</summary>
internal sealed class MeanIoUMetric : IMetric
{
    public string Name => "miou";
    public MetricDirection Direction => MetricDirection.HigherIsBetter;
    public bool NeedsLabels => true;
    public bool IsProportion => false;

    /// <summary>For each class the intersection, then for each class the union.</summary>
    public double[] Row(SampleAnswer answer, SampleAnswer reference)
    {
        var (answers, labels, classes) = (ClassScores.Best(answer), ClassScores.Labels(answer, Name), ClassScores.Count(answer));
        var row = new double[2 * classes];
        for (var position = 0; position < answers.Length; position++)
        {
            if (labels[position] < 0 || labels[position] >= classes) continue;
            if (answers[position] == labels[position]) row[answers[position]]++;
            else row[classes + answers[position]]++;
            row[classes + labels[position]]++;
        }
        return row;
    }

    public double Combine(IReadOnlyList<double[]> rows)
    {
        var classes = rows[0].Length / 2;
        var shares = from index in Enumerable.Range(0, classes)
            let union = rows.Sum(row => row[classes + index])
            where union > 0
            select rows.Sum(row => row[index]) / union;
        return shares.DefaultIfEmpty(double.NaN).Average();
    }
}
