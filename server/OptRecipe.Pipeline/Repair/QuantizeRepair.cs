using System.Collections.Immutable;
using OptRecipe.Engine.Repair;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>One way to repair a quantized model; its structure and size stay.</summary>
/// <param name="Name">As recipes write it.</param>
/// <param name="Apply">From the float model, the quantized one and the samples.</param>
internal sealed record QuantizeRepair(string Name, Func<Model, Model, RepairData, CancellationToken, RepairedModel> Apply);

/// <summary>The repairs that a <c>quantize</c> step asks for, in the order they are tried.</summary>
internal static class QuantizeRepairs
{
    public static ImmutableArray<QuantizeRepair> Of(BoundQuantize? step, PlannedStep planned)
    {
        if (step is null) return [];
        var repairs = ImmutableArray.CreateBuilder<QuantizeRepair>();
        if (step.BiasCorrection is { Value: true })
            repairs.Add(new("bias_correction", (before, after, data, cancellation) =>
                BiasCorrection.Apply(before, after, data.LearningFor(before), data.LearningFor(after), Environment.ProcessorCount, cancellation)));
        return repairs.ToImmutable();
    }
}
