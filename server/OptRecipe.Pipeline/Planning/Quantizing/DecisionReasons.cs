using OptRecipe.Engine.Passes;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>A pass knows that an operator is to stay float32, the recipe knows who says so.</summary>
internal static class DecisionReasons
{
    public static PassPlan Of(PassPlan plan, StepSettings? settings) => settings is null || settings.Selectors.IsEmpty ? plan : settings.Explained(plan);

    internal static PassPlan Of(PassPlan plan, RuleGroups rules) => plan with { Operators = [.. plan.Operators.Select(decision => Of(decision, rules))] };

    private static OperatorDecision Of(OperatorDecision decision, RuleGroups rules)
    {
        if (decision.Outcome != PassOutcome.Kept) return decision;
        if (!rules.IsSelected(decision.Address)) return decision with { Outcome = PassOutcome.Untouched, Reason = "is left out by `where`" };
        var values = rules.Of(decision.Address).Values;
        if (values.Scheme != QuantizationScheme.Float32) return decision;
        return decision with { Reason = $"is kept in float32 by {(values.Winners is [var rule, ..] ? new SettingOrigin(SettingSource.Rule, rule) : new(SettingSource.Step))}" };
    }
}
