using System.Collections.Immutable;
using OptRecipe.Targets.Partitions;
using OptRecipe.TFLite;

namespace OptRecipe.Targets;

/// <summary>Order is severity: the worst of several verdicts counts.</summary>
public enum VerdictKind
{
    /// <summary>The target (its delegate, its kernels) computes the operator.</summary>
    Runs,
    /// <summary>Nothing is known about this operator yet: never shown as runs.</summary>
    NotJudged,
    /// <summary>The model runs, this operator elsewhere (on the CPU).</summary>
    FallsBack,
    /// <summary>The target refuses the model because of this operator.</summary>
    Refused,
    /// <summary>The delegate or compiler ends and the model does not run at all.</summary>
    Stops,
}

/// <summary>When it shows.</summary>
public enum VerdictStage { None, Load, Prepare, Invoke, Compile }

/// <summary>What a target does with one operator: the rule's sentence and what this operator has, always both.</summary>
/// <param name="Rule">Id of the rule, for example <c>xnnpack.CONV_2D.bias</c>; empty when it runs.</param>
/// <param name="Sentence">The rule in a user's words with its limits.</param>
/// <param name="Found">What this operator has: "input FLOAT32, weights INT8".</param>
public sealed record SupportVerdict(VerdictKind Kind, VerdictStage Stage, string Rule, string Sentence, string Found)
{
    /// <summary>Changes of the recipe that would take this verdict away, the best first; empty when none is known.</summary>
    public ImmutableArray<Remedy> Remedies { get; init; } = [];

    public static SupportVerdict Runs { get; } = new(VerdictKind.Runs, VerdictStage.None, "", "", "");
    public string Reason => Found.Length == 0 ? Sentence : $"{Sentence}; found {Found}";
}

public sealed record OperatorVerdict(OperatorAddress Address, string OperatorName, SupportVerdict Verdict, long MultiplyAccumulates);

/// <summary>One target's answer about one model.</summary>
/// <param name="Operators">Every operator of every subgraph, in order.</param>
/// <param name="Model">Verdicts on the file as a whole (runtime too old, dynamic shapes …).</param>
public sealed record TargetVerdict(string TargetId, ImmutableArray<OperatorVerdict> Operators, ImmutableArray<SupportVerdict> Model)
{
    /// <summary>What the target takes as one piece each, subgraph by subgraph, in the order in which the pieces run. Empty when the model does not run there, or nothing is taken.</summary>
    public ImmutableArray<Partition> Partitions { get; init; } = [];
    /// <summary>How many partitions could be formed before the target's limits on their number and size.</summary>
    public int PossiblePartitions { get; init; }
    public int RunningCount => Sums.RunningCount;
    public long TotalMultiplyAccumulates => Sums.Total;
    /// <summary>Share of the multiply-accumulates that the target computes, 0…1; by count when the model has none.</summary>
    public double Coverage => Sums is { Total: > 0 } sums ? sums.Running / sums.Total : Operators.Length == 0 ? 1 : (double)Sums.RunningCount / Operators.Length;
    public VerdictKind Worst => Sums.Worst;

    // Asked for at every keystroke and hover.
    private (long Total, double Running, int RunningCount, VerdictKind Worst) Sums
    {
        get
        {
            var sums = (Total: 0L, Running: 0.0, RunningCount: 0, Worst: VerdictKind.Runs);
            foreach (var op in Operators.AsSpan())
            {
                sums.Total += op.MultiplyAccumulates;
                if (op.Verdict.Kind > sums.Worst) sums.Worst = op.Verdict.Kind;
                if (op.Verdict.Kind != VerdictKind.Runs) continue;
                sums.RunningCount++;
                sums.Running += op.MultiplyAccumulates;
            }
            foreach (var verdict in Model.AsSpan())
                if (verdict.Kind > sums.Worst) sums.Worst = verdict.Kind;
            return sums;
        }
    }
}
