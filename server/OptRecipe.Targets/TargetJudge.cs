using System.Collections.Immutable;
using OptRecipe.Targets.Partitions;
using OptRecipe.Targets.Rules;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Targets;

/// <summary>Asks a target's rules about every operator of a model. Models may be planned: what is not computed yet counts as fitting. Thread-safe.</summary>
public static class TargetJudge
{
    /// <summary>The verdict on a model as it is (or as a plan says it will be). A target that is not available judges nothing: every operator is <see cref="VerdictKind.NotJudged"/>.</summary>
    public static TargetVerdict Judge(Model model, TargetSelection selection, CancellationToken cancellationToken = default) =>
        Judge(model, selection, selection.Target.IsAvailable ? TargetTable.Of(selection) : null, cancellationToken);

    internal static TargetVerdict Judge(Model model, TargetSelection selection, TargetTable? table, CancellationToken cancellationToken)
    {
        var context = new OperatorContext(model, selection);
        var asksVersions = RuntimeVersionRule.IsAskedFor(selection);
        return Walk(model, selection, table, context, (subgraph, index, judged) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var @operator = model.Subgraphs[subgraph].Operators[index];
            var code = context.CodeOf(@operator);
            context.Enter(@operator, code);
            var verdict = (asksVersions ? RuntimeVersionRule.Ask(context) : null) ?? table?.Judge(context) ?? NotAvailable(selection.Target);
            return new(new(subgraph, index), code.Name, verdict, MultiplyAccumulates.Count(model, model.Subgraphs[subgraph], @operator));
        });
    }

    /// <summary>The verdict as it would be if the target ran these operators. Only what hangs on them is asked again: operators left for what reads them, and the limits on partitions.</summary>
    internal static TargetVerdict JudgeAsIf(Model model, TargetSelection selection, TargetTable table, TargetVerdict known, IReadOnlySet<OperatorAddress> running)
    {
        var context = new OperatorContext(model, selection);
        var start = 0;
        var starts = model.Subgraphs.Select(subgraph => start += subgraph.Operators.Length).Prepend(0).ToArray();
        return Walk(model, selection, table, context, (subgraph, index, judged) =>
        {
            var own = known.Operators[starts[subgraph] + index];
            if (own.Verdict.Kind == VerdictKind.Runs) return own;
            if (running.Contains(own.Address) || PartitionRules.IsLimit(own.Verdict)) return own with { Verdict = SupportVerdict.Runs };
            var @operator = model.Subgraphs[subgraph].Operators[index];
            if (!IsReadBySome(context, @operator, reader => judged[reader]?.Verdict.Kind == VerdictKind.Runs && known.Operators[starts[subgraph] + reader].Verdict.Kind != VerdictKind.Runs)) return own;
            context.Enter(@operator, context.CodeOf(@operator));
            return own with { Verdict = table.Judge(context) };
        });
    }

    private static bool IsReadBySome(OperatorContext context, Operator @operator, Predicate<int> isMeant)
    {
        foreach (var output in @operator.Outputs)
        {
            if (context.TensorAt(output) is null) continue;
            foreach (var reader in context.Uses.Consumers(output))
                if (isMeant(reader)) return true;
        }
        return false;
    }

    private delegate OperatorVerdict OperatorJudge(int subgraph, int index, OperatorVerdict?[] judged);

    /// <summary>Operators from the last to the first, then the partitions of what runs.</summary>
    private static TargetVerdict Walk(Model model, TargetSelection selection, TargetTable? table, OperatorContext context, OperatorJudge judge)
    {
        var verdicts = new List<OperatorVerdict>();
        var partitions = ImmutableArray.CreateBuilder<Partition>();
        var possible = 0;
        for (var subgraphIndex = 0; subgraphIndex < model.Subgraphs.Length; subgraphIndex++)
        {
            var judged = new OperatorVerdict?[model.Subgraphs[subgraphIndex].Operators.Length];
            context.Enter(model.Subgraphs[subgraphIndex], judged);
            for (var index = judged.Length - 1; index >= 0; index--) judged[index] = judge(subgraphIndex, index, judged);
            if (table is not null)
            {
                partitions.AddRange(table.PartitionsFor(context).Apply(context, subgraphIndex, judged, out var possibleHere));
                possible += possibleHere;
            }
            verdicts.AddRange(judged.OfType<OperatorVerdict>());
        }
        var whole = new TargetVerdict(selection.Target.Id, [.. verdicts], [.. VersionVerdicts(verdicts, selection), .. FlashRule.Ask(model, selection), .. table?.Notes.Ask(context) ?? []]);
        return whole.Worst >= VerdictKind.Refused ? whole : whole with { Partitions = partitions.ToImmutable(), PossiblePartitions = possible };
    }

    private static SupportVerdict NotAvailable(TargetDescription target) =>
        new(VerdictKind.NotJudged, VerdictStage.None, $"{target.Id}.not-available", $"the target `{target.Id}` is known and cannot be judged yet", "");

    /// <summary>One verdict on the file for each operator version that the runtime does not know.</summary>
    private static IEnumerable<SupportVerdict> VersionVerdicts(List<OperatorVerdict> operators, TargetSelection selection) =>
        operators.Where(o => o.Verdict.Rule == RuntimeVersionRule.Id(selection)).Select(o => o.Verdict).DistinctBy(verdict => verdict.Found);
}
