using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Measures a recipe's optimized model against the model that it names, on the recipe's own data.</summary>
/// <param name="sharesAnswers">What the model before answers is remembered as long as the next evaluation is on the same data.</param>
public sealed class RunEvaluation(IFileSource files, bool sharesAnswers = false)
{
    /// <summary>Samples for the errors of operators, and of calibration data that stands in for evaluation data.</summary>
    private const int FewSamples = 32;

    private readonly SampleSets _sets = new(files);
    private (Model Model, string Data, AnswerMemory Answers)? _shared;

    /// <summary>Whether a run measures: evaluation data ask for it, and so does a report where there are calibration data to measure on.</summary>
    public static bool IsWanted(RecipeAnalysis analysis) =>
        analysis.Recipe.Data is { Evaluation: not null } || analysis.Recipe.Data is { Calibration: not null } && analysis.Outputs.Any(output => output.Kind == "report");

    /// <returns>Null when the recipe names neither evaluation nor calibration data.</returns>
    /// <exception cref="EvaluationException">Evaluation data, labels and metric do not fit together or to a model.</exception>
    public MeasuredModel? Measure(RecipeAnalysis analysis, Model optimized, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        if (analysis.Plan is not { } plan || (analysis.Recipe.Data?.Evaluation ?? analysis.Recipe.Data?.Calibration) is not { } data) return null;
        if (data.Role == DataRole.Evaluation) return Measure(analysis, data, plan.Source.Model, optimized, progress, cancellation);
        try
        {
            var few = data with { Samples = new(Math.Min(FewSamples, data.Samples?.Value ?? FewSamples), default) };
            return Measure(analysis, few, plan.Source.Model, optimized, progress, cancellation);
        }
        catch (EvaluationException error)
        {
            // Nobody asked for a metric: that there is none is told, and is no reason to fail.
            return new(data.Role, null, [], 0, error.Message);
        }
    }

    private MeasuredModel Measure(RecipeAnalysis analysis, BoundDataSet data, Model reference, Model optimized, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        using var first = Open(analysis, data, reference, cancellation);
        using var second = Open(analysis, data, optimized, cancellation);
        // The operators' errors come first: what the models answer there needs no second run.
        var (one, other) = (new EvaluatedModel(reference, first) { Memory = Answers(data, reference, first) }, new EvaluatedModel(optimized, second) { Memory = new(FewSamples) });
        var metrics = AskedMetrics.Of(data, first.Labels);
        var (operators, samples, problem) = (ImmutableArray<OperatorError>.Empty, 0, (string?)null);
        try
        {
            (operators, samples) = OperatorErrors(one, other, cancellation);
        }
        catch (Exception error) when (error is InterpreterException or DataFormatException)
        {
            problem = $"the error of each operator is not measured: {error.Message}";
        }
        var result = Evaluator.Evaluate(one, other, metrics, Environment.ProcessorCount, progress is null ? null : new WholePercents(progress, first.Count), cancellation);
        return new(data.Role, result, operators, samples, problem);
    }

    private AnswerMemory Answers(BoundDataSet data, Model reference, SampleSet samples)
    {
        if (!sharesAnswers) return new(FewSamples);
        var key = $"{samples.Fingerprint}\n{data.Labels?.Value}\n{data.ClassNames?.Value}";
        if (_shared is not { } known || known.Model != reference || known.Data != key) _shared = known = (reference, key, new());
        return known.Answers;
    }

    private SampleSet Open(RecipeAnalysis analysis, BoundDataSet data, Model model, CancellationToken cancellation)
    {
        var (set, problem) = _sets.OpenFilled(analysis.Path, data, model, analysis.Recipe.Seed, cancellation);
        return set ?? throw new EvaluationException(problem);
    }

    private static (ImmutableArray<OperatorError> Errors, int Samples) OperatorErrors(EvaluatedModel reference, EvaluatedModel optimized, CancellationToken cancellation)
    {
        using var meter = new OperatorErrorMeter(reference.Model, optimized.Model, Environment.ProcessorCount);
        var count = Math.Min(FewSamples, reference.Samples.Count);
        for (var sample = 0; sample < count; sample++)
            meter.Add(reference.Samples.Read(sample), optimized.Samples.Read(sample), () =>
            {
                reference.Memory?.Keep(sample, AnsweringModel.Answered(meter.Reference, reference.Samples, sample));
                optimized.Memory?.Keep(sample, AnsweringModel.Answered(meter.Optimized, optimized.Samples, sample));
            }, cancellation);
        return (meter.Result(), count);
    }

    /// <summary>From samples, which several threads finish, to whole per cents that never fall.</summary>
    private sealed class WholePercents(IProgress<EvaluationProgress> progress, int count) : IProgress<int>
    {
        private readonly Lock _lock = new();
        private long _last;

        public void Report(int value)
        {
            lock (_lock)
            {
                if (100L * value / count <= _last) return;
                _last = 100L * value / count;
                progress.Report(new(value, count));
            }
        }
    }
}
