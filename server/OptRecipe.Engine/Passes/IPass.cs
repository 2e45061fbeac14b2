using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes;

/// <summary>Plan: structure, types, versions and byte counts are right, weights and scales are not computed (<see cref="PlannedByteSource"/>, <see cref="Quantization.PlannedScaleCount"/>).
/// Run: everything is computed.</summary>
public enum PassMode { Plan, Run }

/// <summary>What a step does with one operator.</summary>
public enum PassOutcome
{
    /// <summary>The step changes it (its types, its weights).</summary>
    Changed,
    /// <summary>The step has nothing to do here: not selected, no weights, already so.</summary>
    Untouched,
    /// <summary>Selected, but left as it is for the reason given (fewer than 1,024 weights, a rule says float …).</summary>
    Kept,
    /// <summary>The scheme has no form of this operator: an error unless the recipe says what to do instead.</summary>
    Unsupported,
}

/// <param name="Reason">The rest of a sentence for people: "has 640 weights, fewer than 1,024"; empty when nothing needs saying.</param>
public sealed record OperatorDecision(OperatorAddress Address, PassOutcome Outcome, string Reason);

/// <summary>A pass's decision about a model: one entry per operator, in order. Plain data, equal for equal inputs.</summary>
public sealed record PassPlan(string Pass, ImmutableArray<OperatorDecision> Operators)
{
    public int Count(PassOutcome outcome) => Operators.Count(decision => decision.Outcome == outcome);
}

/// <summary>An optimization: deciding and doing are apart. Both are pure; the result for a model and a plan is the same on every machine.</summary>
public interface IPass
{
    /// <summary>The step's kind as recipes write it: <c>quantize</c>, <c>prune</c>.</summary>
    string Kind { get; }

    /// <summary>Decides from structure alone; reads no weights.</summary>
    PassPlan Plan(Model model);

    /// <summary>Carries a plan out. <paramref name="progress"/> takes 0…1.</summary>
    Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation);
}
