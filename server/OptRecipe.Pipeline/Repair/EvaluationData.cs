using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>The recipe's own metric on its evaluation data: what a limit of lost accuracy is held against.</summary>
internal sealed class EvaluationData(IFileSource files, RecipeAnalysis analysis, Model reference, CancellationToken cancellation)
{
    private readonly SampleSets sets = new(files);

    /// <exception cref="EvaluationException">There is no such data, or it does not fit a model or the metric.</exception>
    public MetricResult Measure(Model model)
    {
        using var first = Open(reference);
        using var second = Open(model);
        var written = analysis.Recipe.Data?.Evaluation?.Metric;
        var name = written?.Name.Value ?? (first.Labels is null ? "agreement" : "accuracy");
        var metric = MetricTable.Find(name, written?.Score?.Value) ?? throw new EvaluationException($"`{name}` is no metric that a limit can be held against");
        if (metric.NeedsLabels && first.Labels is null) throw new EvaluationException($"`{name}` needs labels and the evaluation data have none; add `labels`, or write `metric: agreement`");
        return Evaluator.Evaluate(new(reference, first), new(model, second), [metric], Environment.ProcessorCount, null, cancellation).Metrics[0];
    }

    private SampleSet Open(Model model)
    {
        if (analysis.Recipe.Data?.Evaluation is not { } data) throw new EvaluationException("`data.evaluation` is missing");
        var result = sets.Open(analysis.Path, data, model, analysis.Recipe.Seed, cancellation);
        if (result.Set is { Count: > 0 } set) return set;
        result.Set?.Dispose();
        throw new EvaluationException(result.Problem?.Message ?? $"`{data.Path.Value}` holds no samples");
    }
}
