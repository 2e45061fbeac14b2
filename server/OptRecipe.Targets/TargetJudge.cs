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
        Judge(model, selection, selection.Target.IsAvailable ? TargetTable.Of(selection.Target.Id) : null, cancellationToken);

    internal static TargetVerdict Judge(Model model, TargetSelection selection, TargetTable? table, CancellationToken cancellationToken)
    {
        var context = new OperatorContext(model, selection);
        var asksVersions = RuntimeVersionRule.IsAskedFor(selection);
        var verdicts = new List<OperatorVerdict>();
        var partitions = ImmutableArray.CreateBuilder<Partition>();
        for (var subgraphIndex = 0; subgraphIndex < model.Subgraphs.Length; subgraphIndex++)
        {
            var subgraph = model.Subgraphs[subgraphIndex];
            var judged = new OperatorVerdict?[subgraph.Operators.Length];
            context.Enter(subgraph, judged);
            for (var index = judged.Length - 1; index >= 0; index--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var @operator = subgraph.Operators[index];
                var code = context.CodeOf(@operator);
                context.Enter(@operator, code);
                var verdict = (asksVersions ? RuntimeVersionRule.Ask(context) : null) ?? table?.Judge(context) ?? NotAvailable(selection.Target);
                judged[index] = new(new(subgraphIndex, index), code.Name, verdict, MultiplyAccumulates.Count(model, subgraph, @operator));
            }
            if (table is not null) partitions.AddRange(table.PartitionsFor(context).Apply(context, subgraphIndex, judged));
            verdicts.AddRange(judged.OfType<OperatorVerdict>());
        }
        var whole = new TargetVerdict(selection.Target.Id, [.. verdicts], [.. VersionVerdicts(verdicts, selection), .. FlashRule.Ask(model, selection)]);
        return whole.Worst >= VerdictKind.Refused ? whole : whole with { Partitions = partitions.ToImmutable() };
    }

    private static SupportVerdict NotAvailable(TargetDescription target) =>
        new(VerdictKind.NotJudged, VerdictStage.None, $"{target.Id}.not-available", $"the target `{target.Id}` is known and cannot be judged yet", "");

    /// <summary>One verdict on the file for each operator version that the runtime does not know.</summary>
    private static IEnumerable<SupportVerdict> VersionVerdicts(List<OperatorVerdict> operators, TargetSelection selection) =>
        operators.Where(o => o.Verdict.Rule == RuntimeVersionRule.Id(selection)).Select(o => o.Verdict).DistinctBy(verdict => verdict.Found);
}
