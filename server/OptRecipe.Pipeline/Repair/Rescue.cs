using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>CONCATENATION and ADD put inputs on one integer scale: where boxes in pixels meet probabilities, the smaller input keeps a few of 256 levels. Such an operator is left in float32 behind
/// inputs that keep their own scales, where the output's channels gain by it.</summary>
/// <param name="pass">With ranges.</param>
internal sealed class Rescue(RescueKind kind, Model reference, RepairProof proof, QuantizePass pass)
{
    /// <summary>From this on the smaller input loses three of its eight bits.</summary>
    private const double UnequalFrom = 8;
    /// <summary>Decibels, in the mean over channels.</summary>
    private const double LeastGain = 0.5;

    /// <returns>The operators that stay float, the model with them, and what they bought.</returns>
    public (ImmutableArray<OperatorAddress> Operators, Model Model, RepairResult Result) Choose(PassPlan decisions, Model quantized, CancellationToken cancellation)
    {
        if (pass.Ranges is not { } ranges) return ([], quantized, new("rescue", false, null, null, "activations are not integers, so each keeps its values"));
        var changed = decisions.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address).ToHashSet();
        var candidates = Candidates(ranges).Where(changed.Contains).ToArray();
        if (candidates.Length == 0) return ([], quantized, new("rescue", false, null, null, $"no {Word} has inputs whose ranges differ {UnequalFrom} times or more"));
        var (first, model) = (proof.MeasureChannels(quantized), quantized);
        var best = first;
        ImmutableArray<OperatorAddress> chosen = [];
        foreach (var candidate in candidates)
        {
            var exempting = pass.Exempting(chosen.Add(candidate));
            var tried = exempting.Apply(reference, exempting.Plan(reference), PassMode.Run, null, cancellation);
            var found = proof.MeasureChannels(tried);
            if (found < best + LeastGain) continue;
            (chosen, model, best) = (chosen.Add(candidate), tried, found);
        }
        var names = string.Join(", ", (chosen.IsEmpty ? [.. candidates] : chosen).Select(address => $"{Planning.PlanRows.NameOf(reference, address)} #{address.Index}"));
        return (chosen, model, new("rescue", chosen.Length > 0, proof.Measure(quantized), proof.Measure(model),
            FormattableString.Invariant($"{names} {(chosen.IsEmpty ? "gains too little" : "in float32")}: {first:0.0} → {best:0.0} dB in the mean over channels")));
    }

    private string Word => kind switch { RescueKind.Concat => "CONCATENATION", RescueKind.Add => "ADD", _ => "CONCATENATION or ADD" };

    private IEnumerable<OperatorAddress> Candidates(TensorRanges ranges)
    {
        var graph = reference.Subgraphs[0];
        foreach (var (index, @operator) in graph.Operators.Index())
        {
            var isMeant = reference.CodeOf(@operator).Builtin switch
            {
                BuiltinOperator.Concatenation => kind is RescueKind.Concat or RescueKind.All,
                BuiltinOperator.Add => kind is RescueKind.Add or RescueKind.All,
                _ => false,
            };
            if (!isMeant) continue;
            var sizes = @operator.Inputs.Where(input => input >= 0).Select(input => ranges.Find(0, input)).OfType<TensorRange>().Select(range => (double)Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum))).Where(size => size > 0).ToArray();
            if (sizes.Length > 1 && sizes.Max() >= UnequalFrom * sizes.Min()) yield return new(0, index);
        }
    }
}
