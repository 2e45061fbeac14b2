using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Budgets;

/// <summary>The limits that a written model answers; those of accuracy are <see cref="Evaluation.AccuracyBudget"/>'s.</summary>
internal static class RunBudget
{
    /// <param name="verdicts">About the written model, one for each of the plan's targets.</param>
    internal static IEnumerable<BudgetResult> Judge(RecipeAnalysis analysis, ModelSizes after, ImmutableArray<TargetVerdict> verdicts)
    {
        if (analysis is not { Plan: { } plan, Recipe.Budget: { } budget }) yield break;
        foreach (var (key, limit, bytes) in new[] { ("file", budget.File, after.File), ("gzip", budget.Gzip, after.Gzip), ("flash", budget.Flash, ModelSummary.FlashBytes(after.File)) })
            if (limit is not null) yield return new(key, SizeText.Of(limit.Bytes), SizeText.Of(bytes), bytes <= limit.Bytes);
        foreach (var coverage in budget.Coverage)
        {
            if (BudgetForecast.Covered(analysis.Recipe, coverage.Target, plan.Targets, verdicts) is { } worst)
                yield return new($"coverage.{coverage.Target}", coverage.Text, SizeText.Percent(worst.Coverage), worst.Coverage >= coverage.Share);
        }
    }
}
