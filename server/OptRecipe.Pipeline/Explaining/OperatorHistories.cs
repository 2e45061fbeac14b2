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
    /// <returns>By subgraph and operator of the model that was asked for, in the order of the steps.</returns>
    public static List<HistoryStep>[][] Of(Plan plan, bool ofResult, CancellationToken cancellation)
    {
        var model = ofResult ? plan.Result : plan.Source.Model;
        var found = new List<HistoryStep>[model.Subgraphs.Length][];
        for (var subgraph = 0; subgraph < found.Length; subgraph++) found[subgraph] = Of(plan, model, subgraph, ofResult, cancellation);
        return found;
    }

    private static List<HistoryStep>[] Of(Plan plan, Model model, int subgraph, bool ofResult, CancellationToken cancellation)
    {
        var count = model.Subgraphs[subgraph].Operators.Length;
        var found = new List<HistoryStep>[count];
        // Where each operator of the asked model stands in the model that the step meets; −1 once it is gone.
        var places = new int[count];
        for (var index = 0; index < count; index++) (found[index], places[index]) = ([], index);
        for (var number = 0; number < plan.Steps.Length; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = plan.Steps[ofResult ? plan.Steps.Length - 1 - number : number];
            var moves = OperatorTrace.Moves(step.Before, step.Model, subgraph);
            if (ofResult) Follow(places, Inverse(moves, Operators(step.Model, subgraph)));
            var decisions = new OperatorDecision?[Operators(step.Before, subgraph)];
            foreach (var decision in step.Decisions.Operators)
                if (decision.Address.Subgraph == subgraph && decision.Address.Index < decisions.Length) decisions[decision.Address.Index] = decision;
            for (var index = 0; index < count; index++)
            {
                if (places[index] is not (>= 0 and var here) || here >= decisions.Length) continue;
                var decision = decisions[here];
                found[index].Add(new(step.Title, decision?.Outcome ?? PassOutcome.Untouched, decision?.Reason ?? "", step.Settings?.RulesOf(new(subgraph, here)) ?? []));
            }
            if (!ofResult) Follow(places, moves);
        }
        if (ofResult) foreach (var list in found) list.Reverse();
        return found;
    }

    private static int Operators(Model model, int subgraph) => subgraph < model.Subgraphs.Length ? model.Subgraphs[subgraph].Operators.Length : 0;

    private static void Follow(int[] places, int[] moves)
    {
        for (var index = 0; index < places.Length; index++) places[index] = places[index] >= 0 && places[index] < moves.Length ? moves[places[index]] : -1;
    }

    private static int[] Inverse(int[] moves, int count)
    {
        var back = new int[count];
        Array.Fill(back, -1);
        for (var index = 0; index < moves.Length; index++) if (moves[index] >= 0) back[moves[index]] = index;
        return back;
    }
}
