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
            FromModel.Subgraphs(isAfter ? plan.Result : plan.Source.Model, address => Steps(histories[address.Subgraph][address.Index]), cancellation));
    }

    private static GraphTarget Target(PlannedTarget target, TargetVerdict verdict)
    {
        var verdicts = ImmutableArray.CreateBuilder<GraphVerdict>(verdict.Operators.Length);
        foreach (var one in verdict.Operators)
            verdicts.Add(new(one.Address.Subgraph, one.Address.Index, (GraphVerdictKind)one.Verdict.Kind, -1, one.Verdict.Rule, one.Verdict.Reason));
        for (var number = 0; number < verdict.Partitions.Length; number++)
            foreach (var index in verdict.Partitions[number].Operators)
                if (PlaceOf(verdict, verdict.Partitions[number].Subgraph, index) is >= 0 and var place) verdicts[place] = verdicts[place] with { Partition = number };
        return new(target.Title, verdict.Coverage, verdicts.MoveToImmutable());
    }

    /// <summary>Operators stand in order, subgraph by subgraph.</summary>
    private static int PlaceOf(TargetVerdict verdict, int subgraph, int index)
    {
        var (low, high) = (0, verdict.Operators.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var address = verdict.Operators[middle].Address;
            if (address.Subgraph == subgraph && address.Index == index) return middle;
            if (address.Subgraph < subgraph || address.Subgraph == subgraph && address.Index < index) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    private static ImmutableArray<GraphStep> Steps(List<HistoryStep> steps) => [.. steps.Select(step => new GraphStep(step.Title, Text(step)))];

    private static string Text(HistoryStep step)
    {
        var outcome = step.Outcome switch { PassOutcome.Changed => "changed", PassOutcome.Untouched => "untouched", PassOutcome.Kept => "left as it is", _ => "not supported" };
        var rules = step.Rules.IsDefaultOrEmpty ? "" : $"; {(step.Rules.Length == 1 ? "rule" : "rules")} {string.Join(", ", step.Rules.Select(rule => rule + 1))}{(step.Rules.Length > 1 ? ", the last one wins" : "")}";
        return outcome + (step.Reason.Length > 0 ? $": {step.Reason}" : "") + rules;
    }
}
