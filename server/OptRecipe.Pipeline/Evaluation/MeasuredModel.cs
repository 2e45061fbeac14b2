using System.Collections.Immutable;
using OptRecipe.Engine.Analysis;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>What an optimized model lost against the model that its recipe names.</summary>
/// <param name="Data">Evaluation data, or calibration data where the recipe has no other.</param>
/// <param name="Evaluation">The metric that was asked for first; null when it could not be measured on calibration data.</param>
/// <param name="Operators">In the order of the optimized model; empty when no operator has a float counterpart.</param>
/// <param name="OperatorSamples">How many samples they were measured on.</param>
/// <param name="Problem">What could not be measured and why, one sentence; null when everything could.</param>
public sealed record MeasuredModel(DataRole Data, EvaluationResult? Evaluation, ImmutableArray<OperatorError> Operators, int OperatorSamples, string? Problem);

public sealed record EvaluationProgress(int Done, int Count)
{
    public override string ToString() => $"evaluating: {Done:#,0} of {Count:#,0} samples";
}
