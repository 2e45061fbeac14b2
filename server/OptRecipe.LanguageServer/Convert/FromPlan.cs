using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Explaining;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>A plan as a graph on the wire: the model before or after the steps, what each step does, what each target says.</summary>
public static class FromPlan
{
    public static GraphAnswer Graph(Plan plan, GraphSide side, CancellationToken cancellation)
    {
        var (hasSteps, isAfter) = (!plan.Steps.IsEmpty, side == GraphSide.After && !plan.Steps.IsEmpty);
        var histories = OperatorHistories.Of(plan, isAfter, cancellation);
        return new(
            DocumentUri.OfPath(plan.Source.Path).ToString(), isAfter ? GraphSide.After : GraphSide.Before, hasSteps,
            [.. plan.Targets.Select(target => Target(target, isAfter ? target.After : target.Before))],
            FromModel.Subgraphs(isAfter ? plan.Result : plan.Source.Model, address => Steps(histories.GetValueOrDefault(address)), cancellation));
    }

    private static GraphTarget Target(PlannedTarget target, TargetVerdict verdict)
    {
        var partitions = new Dictionary<OperatorAddress, int>();
        foreach (var (number, partition) in verdict.Partitions.Index())
            foreach (var index in partition.Operators) partitions[new(partition.Subgraph, index)] = number;
        return new(target.Title, verdict.Coverage,
        [
            .. verdict.Operators.Select(one => new GraphVerdict(
                one.Address.Subgraph, one.Address.Index, (GraphVerdictKind)one.Verdict.Kind, partitions.GetValueOrDefault(one.Address, -1), one.Verdict.Rule, one.Verdict.Reason)),
        ]);
    }

    private static ImmutableArray<GraphStep> Steps(ImmutableArray<HistoryStep> steps) => steps.IsDefault ? [] : [.. steps.Select(step => new GraphStep(step.Title, Text(step)))];

    private static string Text(HistoryStep step)
    {
        var outcome = step.Outcome switch { PassOutcome.Changed => "changed", PassOutcome.Untouched => "untouched", PassOutcome.Kept => "left as it is", _ => "not supported" };
        var rules = step.Rules.IsDefaultOrEmpty ? "" : $"; {(step.Rules.Length == 1 ? "rule" : "rules")} {string.Join(", ", step.Rules.Select(rule => rule + 1))}{(step.Rules.Length > 1 ? ", the last one wins" : "")}";
        return outcome + (step.Reason.Length > 0 ? $": {step.Reason}" : "") + rules;
    }
}
