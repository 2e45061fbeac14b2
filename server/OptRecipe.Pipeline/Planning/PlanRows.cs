using OptRecipe.Engine.Passes;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <param name="Operator">The operator's name as the file format writes it.</param>
public sealed record PlanRow(OperatorAddress Address, string Operator, PassOutcome Outcome, string Reason);

/// <summary>A step's decisions with the operators' names, for tables.</summary>
public static class PlanRows
{
    public static IEnumerable<PlanRow> Of(PlannedStep step) => step.Decisions.Operators.Select(decision =>
        new PlanRow(decision.Address, NameOf(step.Before, decision.Address), decision.Outcome, decision.Reason));

    public static string NameOf(Model model, OperatorAddress address) =>
        model.OperatorCodes[(int)model.Subgraphs[address.Subgraph].Operators[address.Index].OpcodeIndex].Name;
}
