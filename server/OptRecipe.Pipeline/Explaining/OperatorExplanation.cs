using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Explaining;

/// <summary>Why an operator becomes what it becomes.</summary>
/// <param name="Address">In the model that the recipe names.</param>
/// <param name="Before">As the model has it.</param>
/// <param name="After">As all steps leave it, planned: without the numbers that a run finds; null when a step removes it.</param>
/// <param name="Written">As the last run of this very recipe wrote it, scales included; null when there is no such file.</param>
public sealed record OperatorExplanation(OperatorAddress Address, OperatorForm Before, OperatorForm? After, OperatorForm? Written)
{
    public ImmutableArray<StepExplanation> Steps { get; init; } = [];
    public ImmutableArray<TargetExplanation> Targets { get; init; } = [];
    /// <summary>What the change costs, as the last run of this very recipe measured it; null when it measured nothing.</summary>
    public OperatorCost? Cost { get; init; }
}

/// <summary>An operator in one state of the model.</summary>
/// <param name="WeightBytes">Bytes of its weights as stored.</param>
/// <param name="Operands">Operands, then outputs.</param>
public sealed record OperatorForm(int Index, string Name, int Version, long WeightBytes, ImmutableArray<OperandForm> Operands);

/// <param name="Role">input, weights, bias …, output.</param>
public sealed record OperandForm(string Role, TensorSummary Tensor);

/// <param name="Index">The operator's number in the model that the step meets.</param>
/// <param name="Rules">The rules that match it, by number from 0; the last one that says a field wins.</param>
/// <param name="Settings">Null for steps without rules.</param>
public sealed record StepExplanation(PlannedStep Step, int Index, PassOutcome Outcome, string Reason, ImmutableArray<int> Rules, OperatorSettings? Settings);

/// <param name="Title">As the recipe writes the target.</param>
/// <param name="After">Null when a step removes the operator.</param>
public sealed record TargetExplanation(string Title, SupportVerdict Before, SupportVerdict? After);

/// <param name="RmseByScale">Root of the mean squared error of the operator alone over its result's scale; null without a scale.</param>
/// <param name="Sqnr">Signal to quantization noise with everything before it, in dB; null without noise.</param>
/// <param name="Saturated">Share of the results at an end of their type while the float value lies beyond, 0…1.</param>
public sealed record OperatorCost(double? RmseByScale, double? Sqnr, double Saturated);
