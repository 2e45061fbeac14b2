using System.Collections.Immutable;
using OptRecipe.Targets.Incremental;
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

    internal static TargetVerdict Judge(Model model, TargetSelection selection, TargetTable? table, CancellationToken cancellationToken) =>
        JudgeAfter(model, selection, table, null, null, cancellationToken).Verdict;

    internal static JudgedModel JudgeAfter(Model model, TargetSelection selection, ModelDifference? difference, JudgedModel? before, CancellationToken cancellationToken) =>
        JudgeAfter(model, selection, selection.Target.IsAvailable ? TargetTable.Of(selection) : null, difference, before, cancellationToken);

    /// <summary>The verdict, with those of an earlier model where an operator is the same and its verdict did not hang on others.</summary>
    private static JudgedModel JudgeAfter(Model model, TargetSelection selection, TargetTable? table, ModelDifference? difference, JudgedModel? before, CancellationToken cancellationToken)
    {
        var context = new OperatorContext(model, selection);
        var asksVersions = RuntimeVersionRule.IsAskedFor(selection);
        var own = model.Subgraphs.Select(subgraph => new OperatorVerdict[subgraph.Operators.Length]).ToArray();
        var isLocal = model.Subgraphs.Select(subgraph => new bool[subgraph.Operators.Length]).ToArray();
        var firstDynamic = new int?[own.Length];
        // A rule that asks for operators of dynamic size looks at all of them: what it said stands as long as there is none.
        bool Stands(int subgraph) => before?.FirstDynamic[subgraph] is not { } first || (first < 0 && context.FirstDynamicOperator < 0);
        var verdict = Walk(model, selection, table, context, (subgraph, index, judged) =>
        {
            if (before is not null && difference?.PlaceOf(subgraph, index) is >= 0 and var place && before.IsLocal[subgraph][place] && Stands(subgraph))
            {
                firstDynamic[subgraph] = context.KnownFirstDynamicOperator;
                isLocal[subgraph][index] = true;
                var known = before.Own[subgraph][place];
                return own[subgraph][index] = place == index ? known : known with { Address = new(subgraph, index) };
            }
            cancellationToken.ThrowIfCancellationRequested();
            var @operator = model.Subgraphs[subgraph].Operators[index];
            var code = context.CodeOf(@operator);
            context.Enter(@operator, code);
            var found = (asksVersions ? RuntimeVersionRule.Ask(context) : null) ?? table?.Judge(context) ?? NotAvailable(selection.Target);
            isLocal[subgraph][index] = !context.LooksAround;
            firstDynamic[subgraph] = context.KnownFirstDynamicOperator;
            return own[subgraph][index] = new(new(subgraph, index), code.Name, found, MultiplyAccumulates.Count(model, model.Subgraphs[subgraph], @operator));
        });
        return new(verdict, own, isLocal, firstDynamic);
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
    private static IEnumerable<SupportVerdict> VersionVerdicts(List<OperatorVerdict> operators, TargetSelection selection)
    {
        var id = RuntimeVersionRule.Id(selection);
        return operators.Where(o => o.Verdict.Rule == id).Select(o => o.Verdict).DistinctBy(verdict => verdict.Found);
    }
}
