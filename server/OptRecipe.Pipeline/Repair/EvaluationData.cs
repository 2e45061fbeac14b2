using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>The recipe's own metric on its evaluation data: what a limit of lost accuracy is held against.</summary>
internal sealed class EvaluationData(IFileSource files, RecipeAnalysis analysis, Model reference, CancellationToken cancellation)
{
    private readonly SampleSets sets = new(files);
    private readonly AnswerMemory wanted = new();

    /// <exception cref="EvaluationException">There is no such data, or it does not fit a model or the metric.</exception>
    public MetricResult Measure(Model model)
    {
        if (analysis.Recipe.Data?.Evaluation is not { } data) throw new EvaluationException("`data.evaluation` is missing");
        using var first = Open(data, reference);
        using var second = Open(data, model);
        var metric = AskedMetrics.Of(data, first.Labels)[0];
        return Evaluator.Evaluate(new(reference, first) { Memory = wanted }, new(model, second), [metric], Environment.ProcessorCount, null, cancellation).Metrics[0];
    }

    private SampleSet Open(BoundDataSet data, Model model)
    {
        var (set, problem) = sets.OpenFilled(analysis.Path, data, model, analysis.Recipe.Seed, cancellation);
        return set ?? throw new EvaluationException(problem);
    }
}
