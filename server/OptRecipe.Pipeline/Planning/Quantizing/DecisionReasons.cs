using OptRecipe.Engine.Passes;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>A pass knows that an operator is to stay float32, the recipe knows who says so.</summary>
internal static class DecisionReasons
{
    public static PassPlan Of(PassPlan plan, StepSettings? settings) =>
        settings is null || settings.Selectors.IsEmpty ? plan : plan with { Operators = [.. plan.Operators.Select(decision => Of(decision, settings))] };

    private static OperatorDecision Of(OperatorDecision decision, StepSettings settings)
    {
        if (decision.Outcome != PassOutcome.Kept || settings.Of(decision.Address) is not { Scheme: QuantizationScheme.Float32 } kept) return decision;
        return kept.Rows[0].Origin.Source == SettingSource.Where
            ? decision with { Outcome = PassOutcome.Untouched, Reason = "is left out by `where`" }
            : decision with { Reason = $"is kept in float32 by {kept.Rows[0].Origin}" };
    }
}
