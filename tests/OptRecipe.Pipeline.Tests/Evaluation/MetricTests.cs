using OptRecipe.Pipeline.Evaluation;

namespace OptRecipe.Pipeline.Tests.Evaluation;

public sealed class MetricTests
{
    /// <summary>Answers and labels, one a line, with what the metric makes of them, computed by hand.</summary>
    [Theory]
    [InlineData("accuracy", 0.5, "0.1 0.9 | 1; 0.8 0.2 | 1")]
    [InlineData("accuracy", 1.0, "0.1 0.9 | 0 1")]
    [InlineData("accuracy", 1.0, "0.5 0.5 | 0")]
    [InlineData("top-5", 0.5, "1 2 3 4 5 6 | 1; 1 2 3 4 5 6 | 0")]
    [InlineData("top-5-error", 0.5, "1 2 3 4 5 6 | 1; 1 2 3 4 5 6 | 0")]
    [InlineData("mse", 3.0, "1 2 | 2 4; 0 0 | 0 0; 3 3 | 0 1")]
    [InlineData("mae", 1.5, "1 2 | 2 4")]
    [InlineData("auc", 0.75, "0.1 | 0; 0.4 | 0; 0.35 | 1; 0.8 | 1")]
    [InlineData("auc", 0.5, "0.5 | 0; 0.5 | 1")]
    [InlineData("miou", 0.25, "1 0 0 1 | 0 0")]
    [InlineData("hit", 1.0, "0 0 10 10 1 0 | 0 0 10 5 1 0")]
    [InlineData("hit", 0.0, "0 0 10 10 1 0 | 0 0 10 5 0 1")]
    [InlineData("hit", 0.0, "0 0 10 10 1 0 | 5 5 10 10 1 0")]
    public void Metrics_are_what_one_computes_by_hand(string name, double expected, string samples)
    {
        var metric = MetricTable.Find(name)!;
        var answers = samples.Split(';').Select(text => text.Split('|')).Select(parts => Answer(parts[0], parts[1], name)).ToArray();
        double[][] rows = [.. answers.Select(answer => metric.Row(answer, answer))];
        Assert.Equal(expected, metric.Combine(rows), 12);
    }

    [Theory]
    [InlineData("accuracy", "0.1 0.9 |", "`accuracy` needs labels")]
    [InlineData("accuracy", "0.1 0.9 | 1 0 0", "`accuracy` compares 1 answers of 2 classes with a label of 3 numbers; a label is one class number for each answer, or one number for each class")]
    [InlineData("top-5", "0.1 0.9 | 1", "`top-5` wants at least 5 classes, the output has 2")]
    [InlineData("mse", "0.1 0.9 | 1", "`mse` compares 2 output values with a label of 1 numbers")]
    [InlineData("accuracy", "0.1 0.9 | 0.5", "`accuracy` wants class numbers as labels, found 0.5")]
    public void Labels_that_do_not_fit_are_named(string name, string sample, string message)
    {
        var parts = sample.Split('|');
        var answer = Answer(parts[0], parts[1], name);
        Assert.Equal(message, Assert.Throws<EvaluationException>(() => MetricTable.Find(name)!.Row(answer, answer)).Message);
    }

    /// <summary>Wilson's interval for 95 of 100, as statistics books print it.</summary>
    [Fact]
    public void Intervals_of_proportions_are_Wilsons()
    {
        var metric = MetricTable.Find("accuracy")!;
        var interval = Intervals.Of(metric, [.. Enumerable.Range(0, 100).Select(index => new[] { index < 95 ? 1.0 : 0 })]);
        Assert.Equal((0.95, 0.8882, 0.9785), (interval.Value, Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    /// <summary>The mean of 400 numbers of known spread: the interval is about ± 1.96 σ / √n.</summary>
    [Fact]
    public void Intervals_of_means_are_about_two_standard_errors_wide()
    {
        var metric = MetricTable.Find("mae")!;
        double[][] rows = [.. Enumerable.Range(0, 400).Select(index => new[] { index % 2 == 0 ? 1.0 : 3.0 })];
        var interval = Intervals.Of(metric, rows);
        Assert.InRange(interval.High - interval.Low, 0.16, 0.24);
        Assert.Equal(2, interval.Value);
    }

    private static SampleAnswer Answer(string values, string label, string metric)
    {
        float[] output = [.. values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(float.Parse)];
        var channels = metric == "miou" ? 2 : output.Length;
        return new([output], [output], [channels], [.. label.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)]);
    }
}
