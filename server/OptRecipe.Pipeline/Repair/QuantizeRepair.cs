using System.Collections.Immutable;
using OptRecipe.Engine.Repair;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>One way to repair a quantized model; its structure and size stay.</summary>
/// <param name="Name">As recipes write it.</param>
/// <param name="Apply">From the float model, the quantized one and the samples.</param>
internal sealed record QuantizeRepair(string Name, Func<Model, Model, RepairData, CancellationToken, RepairedModel> Apply)
{
    /// <summary>A tool's own form, for its bytes: it stays whatever it buys.</summary>
    public bool IsUnconditional { get; init; }
}

/// <summary>The repairs that a <c>quantize</c> step asks for, in the order they are tried.</summary>
internal static class QuantizeRepairs
{
    /// <param name="settings">What holds for an operator of the model that is repaired, which may not be known yet.</param>
    public static ImmutableArray<QuantizeRepair> Of(BoundQuantize step, Func<OperatorAddress, OperatorSettings?> settings)
    {
        var repairs = ImmutableArray.CreateBuilder<QuantizeRepair>();
        var roundings = RoundingsOf(step);
        if (step.Numerics is { Value: QuantizationNumerics.AiEdgeQuantizer } && roundings.Contains(ScaleAlgorithm.Gptq))
        {
            roundings = roundings.Remove(ScaleAlgorithm.Gptq);
            repairs.Add(new("gptq", (before, after, data, cancellation) =>
                AiEdgeGptq.Apply(before, after, address => settings(address)?.Algorithm == ScaleAlgorithm.Gptq, data.CalibrationFor(before), Environment.ProcessorCount, cancellation))
            {
                IsUnconditional = true,
            });
        }
        if (roundings.Length > 0)
            repairs.Add(new(string.Join(", ", roundings.Select(rounding => QuantizeWords.Of(QuantizeWords.Algorithms, rounding))), (before, after, data, cancellation) =>
                RoundingRepair.Apply(before, after, address => settings(address)?.Algorithm is { } algorithm && roundings.Contains(algorithm) ? MethodOf(algorithm) : null,
                    data.LearningFor(before), data.LearningFor(after), Environment.ProcessorCount, cancellation)));
        if (step.BiasCorrection is { Value: true })
            repairs.Add(new("bias_correction", (before, after, data, cancellation) =>
                BiasCorrection.Apply(before, after, data.LearningFor(before), data.LearningFor(after), Environment.ProcessorCount, cancellation)));
        return repairs.ToImmutable();
    }

    /// <summary>The methods that the step and its rules name.</summary>
    private static ImmutableArray<ScaleAlgorithm> RoundingsOf(BoundQuantize step) =>
        [.. step.Rules.Select(rule => rule.Fields).Prepend(step.Fields).Select(fields => fields.Algorithm?.Value).OfType<ScaleAlgorithm>().Where(algorithm => algorithm is ScaleAlgorithm.AdaRound or ScaleAlgorithm.Gptq).Distinct().Order()];

    private static RoundingMethod MethodOf(ScaleAlgorithm algorithm) => algorithm == ScaleAlgorithm.Gptq ? RoundingMethod.Gptq : RoundingMethod.AdaRound;
}
