using System.Collections.Immutable;
using OptRecipe.Targets.Rules;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Partitions;

/// <summary>What would be won if a target ran some operators that it now leaves: found by judging the model once more as if it did.</summary>
/// <param name="Operators">One operator, or all that are left for the same reason; ascending, never empty.</param>
/// <param name="CoverageBefore">Share of the multiply-accumulates that the target computes, 0…1.</param>
/// <param name="PartitionsBefore">Connected sets that could be taken, before any limit on their number.</param>
public sealed record TargetAdvice(ImmutableArray<OperatorAddress> Operators, string OperatorName, double CoverageBefore, double CoverageAfter, int PartitionsBefore, int PartitionsAfter)
{
    private const int MostSingle = 16;
    private const int MostGroups = 8;
    private const double LeastGain = 0.005;

    /// <summary>The changes that win most, the best first, at most three; empty when nothing falls back, when a change of one place wins nothing, and when the model does not run at all.</summary>
    public static ImmutableArray<TargetAdvice> Of(Model model, TargetSelection selection, TargetVerdict verdict, CancellationToken cancellationToken = default)
    {
        return selection.Target.IsAvailable ? Of(model, selection, TargetTable.Of(selection), verdict, cancellationToken) : [];
    }

    internal static ImmutableArray<TargetAdvice> Of(Model model, TargetSelection selection, TargetTable table, TargetVerdict verdict, CancellationToken cancellationToken)
    {
        if (verdict.Worst is not (VerdictKind.FallsBack or VerdictKind.NotJudged)) return [];
        var left = verdict.Operators.Where(o => o.Verdict.Kind != VerdictKind.Runs && !PartitionRules.IsLimit(o.Verdict)).ToArray();
        var groups = left.GroupBy(o => (o.OperatorName, o.Verdict.Rule)).Where(group => group.Count() > 1).OrderByDescending(group => group.Count()).Take(MostGroups);
        var single = left.OrderByDescending(o => o.MultiplyAccumulates).Take(MostSingle).Select(o => (OperatorVerdict[])[o]);
        var found = new List<TargetAdvice>();
        foreach (var candidates in single.Concat(groups.Select(group => group.ToArray())))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var after = TargetJudge.JudgeAsIf(model, selection, table, verdict, candidates.Select(o => o.Address).ToHashSet());
            var advice = new TargetAdvice([.. candidates.Select(o => o.Address)], candidates[0].OperatorName, verdict.Coverage, after.Coverage, verdict.PossiblePartitions, after.PossiblePartitions);
            if (advice.CoverageAfter - advice.CoverageBefore >= LeastGain || advice.PartitionsAfter < advice.PartitionsBefore) found.Add(advice);
        }
        // All operators of a kind are named only where that wins more than the best one of them alone.
        var useful = found.Where(advice => advice.Operators.Length == 1 || !found.Exists(one => one.Operators.Length == 1 && advice.Operators.Contains(one.Operators[0]) && one.IsAsGoodAs(advice)));
        return [.. useful.OrderByDescending(advice => Math.Round(advice.CoverageAfter, 3)).ThenBy(advice => advice.PartitionsAfter).ThenBy(advice => advice.Operators.Length).ThenBy(advice => advice.Operators[0].Index).Take(3)];
    }

    private bool IsAsGoodAs(TargetAdvice other) => CoverageAfter >= other.CoverageAfter - LeastGain && PartitionsAfter <= other.PartitionsAfter;
}
