using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Explaining;

/// <param name="Title">The step: <c>quantize: int8</c>.</param>
/// <param name="Rules">The rules that match the operator, by number from 0; the last one that says a field wins.</param>
public sealed record HistoryStep(string Title, PassOutcome Outcome, string Reason, ImmutableArray<int> Rules);

/// <summary>What the steps of a plan do to each operator of the first or of the last model; operators that a step has put in begin there.</summary>
public static class OperatorHistories
{
    public static IReadOnlyDictionary<OperatorAddress, ImmutableArray<HistoryStep>> Of(Plan plan, bool ofResult, CancellationToken cancellation)
    {
        var found = new Dictionary<OperatorAddress, List<HistoryStep>>();
        // Where each operator of the asked model stands in the model that the step meets.
        var steps = ofResult ? plan.Steps.Reverse() : plan.Steps;
        var model = ofResult ? plan.Result : plan.Source.Model;
        var places = new Dictionary<OperatorAddress, OperatorAddress>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++) places[new(subgraph, index)] = new(subgraph, index);
        foreach (var step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var moves = OperatorTrace.Moves(step.Before, step.Model);
            if (ofResult)
            {
                var back = moves.ToDictionary(move => move.Value, move => move.Key);
                places = Moved(places, back);
            }
            var decisions = step.Decisions.Operators.ToDictionary(decision => decision.Address);
            foreach (var (own, here) in places)
            {
                var decision = decisions.GetValueOrDefault(here);
                if (!found.TryGetValue(own, out var list)) found[own] = list = [];
                list.Add(new(step.Title, decision?.Outcome ?? PassOutcome.Untouched, decision?.Reason ?? "", step.Settings?.RulesOf(here) ?? []));
            }
            if (!ofResult) places = Moved(places, moves);
        }
        if (ofResult) foreach (var list in found.Values) list.Reverse();
        return found.ToDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray());
    }

    private static Dictionary<OperatorAddress, OperatorAddress> Moved(Dictionary<OperatorAddress, OperatorAddress> places, Dictionary<OperatorAddress, OperatorAddress> moves)
    {
        var moved = new Dictionary<OperatorAddress, OperatorAddress>(places.Count);
        foreach (var (own, here) in places) if (moves.TryGetValue(here, out var there)) moved[own] = there;
        return moved;
    }
}
