using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Budgets;

/// <summary>A limit that can be held against the plan before anything runs.</summary>
/// <param name="Key">As a report names it: <c>file</c>, <c>flash</c>, <c>coverage.xnnpack</c>.</param>
/// <param name="Limit">As written, for people.</param>
/// <param name="Foretold">In the same unit, for people: <c>90 KiB</c>.</param>
/// <param name="IsKept">Whether the plan keeps the limit.</param>
/// <param name="Sentence">What breaks it, one sentence; empty when it is kept.</param>
/// <param name="Span">Key and value.</param>
public sealed record BudgetForecast(string Key, string Limit, string Foretold, bool IsKept, string Sentence, TextSpan Span)
{
    /// <summary>A limit that the plan would keep, as a recipe writes it; null where none is written so.</summary>
    public string? WouldKeep { get; init; }

    /// <summary>A limit of a target's coverage, not of a size.</summary>
    public bool IsCoverage => Key.StartsWith("coverage.", StringComparison.Ordinal);

    /// <summary>The limits that a plan answers, in the order of the table of keys; none without a plan.</summary>
    public static IEnumerable<BudgetForecast> Of(RecipeAnalysis analysis)
    {
        if (analysis is not { Plan: { } plan, Recipe.Budget: { } budget }) yield break;
        if (budget.File is { } file) yield return OfSize("file", "the written file has", file, plan.FileBytes, plan.Size);
        if (budget.Flash is { } flash) yield return OfSize("flash", "in flash the model has", flash, ModelSummary.FlashBytes(plan.FileBytes), plan.Size);
        foreach (var coverage in budget.Coverage)
        {
            if (Covered(analysis.Recipe, coverage.Target, plan.Targets, [.. plan.Targets.Select(target => target.After)]) is not { } worst) continue;
            var isKept = worst.Coverage >= coverage.Share;
            yield return new(
                $"coverage.{coverage.Target}", coverage.Text, SizeText.Percent(worst.Coverage), isKept,
                isKept ? "" : $"`{worst.TargetId}` computes {SizeText.Percent(worst.Coverage)} of the multiply-accumulates, the budget wants {coverage.Text}; {CoverageText.Of(worst)}", coverage.Span);
        }
    }

    /// <summary>The verdict that a limit of coverage is held against: the worst of the targets that are called so; null when the recipe has none of that name.</summary>
    /// <param name="verdicts">One for each of <paramref name="targets"/>.</param>
    internal static TargetVerdict? Covered(BoundRecipe recipe, string id, ImmutableArray<PlannedTarget> targets, ImmutableArray<TargetVerdict> verdicts)
    {
        // A target that is written in its short form or as a group's member is called as it is written.
        var spans = recipe.Targets.Where(target => target.WrittenId == id).Select(target => target.IdSpan).ToHashSet();
        return targets.Zip(verdicts).Where(pair => pair.First.Id == id || spans.Contains(pair.First.Span)).Select(pair => pair.Second).MinBy(verdict => verdict.Coverage);
    }

    private static BudgetForecast OfSize(string key, string subject, BoundSize limit, long bytes, SizeForecast certainty)
    {
        var isKept = bytes <= limit.Bytes;
        return new(
            key, limit.Text, $"{SizeText.Before(certainty)}{SizeText.Of(bytes)}", isKept,
            isKept ? "" : $"{subject} {SizeText.Before(certainty)}{bytes:#,0} bytes ({SizeText.Of(bytes)}), {bytes - limit.Bytes:#,0} more than the budget of {limit.Text}", limit.Span) { WouldKeep = $"{(bytes + 1023) / 1024} KiB" };
    }
}
