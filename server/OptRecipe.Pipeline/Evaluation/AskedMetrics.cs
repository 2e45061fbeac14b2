using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>What a recipe has measured on a data set.</summary>
internal static class AskedMetrics
{
    /// <summary>The metric that is asked for first, or accuracy where labels are class numbers; then those that need no labels and fit the outputs. Never empty.</summary>
    /// <param name="labels">Null when the set has none.</param>
    /// <exception cref="EvaluationException">The metric needs labels and there are none.</exception>
    public static List<IMetric> Of(BoundDataSet data, LabelForm? labels)
    {
        var asked = data.Role != DataRole.Evaluation ? null
            : data.Metric is { } metric ? MetricTable.Find(metric.Name.Value, metric.Score?.Value) ?? throw new EvaluationException($"`{metric.Name.Value}` is no metric")
            : labels is { Shape.IsEmpty: true, Type.Letter: 'i' or 'u' or 'b' } ? MetricTable.Find("accuracy") : null;
        if (asked is { NeedsLabels: true } && labels is null) throw new EvaluationException($"`{asked.Name}` needs labels, and `{data.Path.Value}` has none; name them with `labels: …`, or measure `agreement` with the float model");
        List<IMetric> metrics = asked is null ? [] : [asked];
        foreach (var name in MetricTable.WithoutLabels)
            if (asked?.Name != name && (name != "agreement" || asked is null || MetricTable.IsOfClasses(asked.Name, data.Metric?.Score?.Value)) && MetricTable.Find(name) is { } beside) metrics.Add(beside);
        return metrics;
    }
}
