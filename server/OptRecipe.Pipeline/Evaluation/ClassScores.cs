namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Outputs read as scores of classes along the last dimension: one answer, or one for each position of a map.</summary>
internal static class ClassScores
{
    /// <summary>The class with the highest score at each position, the first among equals; a single score means class 1 from 0.5 on.</summary>
    public static int[] Best(SampleAnswer answer)
    {
        var (scores, channels) = First(answer);
        if (channels == 1) return [.. scores.Select(score => score >= 0.5f ? 1 : 0)];
        var best = new int[scores.Length / channels];
        for (var position = 0; position < best.Length; position++)
        {
            var row = scores.AsSpan(position * channels, channels);
            for (var index = 1; index < channels; index++)
                if (row[index] > row[best[position]]) best[position] = index;
        }
        return best;
    }

    /// <summary>Number of classes; 2 for a single score.</summary>
    public static int Count(SampleAnswer answer) => Math.Max(2, First(answer).Channels);

    public static (float[] Scores, int Channels) First(SampleAnswer answer) => answer.Outputs is [{ Length: > 0 } scores, ..] && answer.OutputChannels[0] > 0
        ? (scores, answer.OutputChannels[0]) : throw new EvaluationException("the model has no output to compare with labels");

    /// <summary>The class that the label names at each position: class numbers, or one row of scores (one-hot) a position.</summary>
    public static int[] Labels(SampleAnswer answer, string metric)
    {
        var (scores, channels) = First(answer);
        var (positions, label) = (scores.Length / channels, answer.Label);
        if (label.Length == positions) return [.. label.Select(value => Class(value, metric))];
        if (label.Length == scores.Length && channels > 1)
            return [.. Enumerable.Range(0, positions).Select(position => Highest(label.AsSpan(position * channels, channels)))];
        throw new EvaluationException(label.Length == 0 ? $"`{metric}` needs labels"
            : $"`{metric}` compares {positions:N0} answers of {channels:N0} classes with a label of {label.Length:N0} numbers; a label is one class number for each answer, or one number for each class");
    }

    private static int Highest(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var index = 1; index < row.Length; index++)
            if (row[index] > row[best]) best = index;
        return best;
    }

    private static int Class(double value, string metric) => value is >= int.MinValue and <= int.MaxValue && value == Math.Truncate(value) ? (int)value
        : throw new EvaluationException($"`{metric}` wants class numbers as labels, found {value:0.####}");
}
