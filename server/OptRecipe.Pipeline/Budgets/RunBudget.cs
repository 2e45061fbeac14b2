using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Budgets;

/// <summary>The limits that a written model answers; those of accuracy are <see cref="Evaluation.AccuracyBudget"/>'s.</summary>
internal static class RunBudget
{
    /// <param name="verdicts">About the written model, one for each of the plan's targets.</param>
    /// <param name="model">The written model.</param>
    internal static IEnumerable<BudgetResult> Judge(RecipeAnalysis analysis, Model model, ModelSizes after, ImmutableArray<TargetVerdict> verdicts)
    {
        if (analysis.Plan is not { } plan) yield break;
        foreach (var (target, ram) in BudgetForecast.Rams(plan)) yield return OfSize($"{target.Id}.ram", ram, PlannedArena.Of(model).ByteCount);
        if (analysis.Recipe.Budget is not { } budget) yield break;
        foreach (var (key, limit, bytes) in new (string, BoundSize?, long?)[] { ("file", budget.File, after.File), ("gzip", budget.Gzip, after.Gzip), ("flash", budget.Flash, ModelSummary.FlashBytes(after.File)) })
            if (limit is not null && bytes is { } measured) yield return OfSize(key, limit.Bytes, measured);
        if (budget.Arena is { } arena) yield return OfSize("arena", arena.Bytes, PlannedArena.Of(model).ByteCount);
        foreach (var coverage in budget.Coverage)
        {
            if (BudgetForecast.Covered(analysis.Recipe, coverage.Target, plan.Targets, verdicts) is { } worst)
                yield return new($"coverage.{coverage.Target}", coverage.Text, SizeText.Percent(worst.Coverage), worst.Coverage >= coverage.Share);
        }
    }
    private static BudgetResult OfSize(string key, long limit, long bytes) => new(key, SizeText.Of(limit), SizeText.Of(bytes), bytes <= limit);
}
