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

    /// <summary>What takes most, one sentence each; empty when the limit is kept.</summary>
    public ImmutableArray<string> Causes { get; init; } = [];

    /// <summary>A limit of a target's coverage, not of a size.</summary>
    public bool IsCoverage => Key.StartsWith("coverage.", StringComparison.Ordinal);

    /// <summary>The limits that a plan answers, in the order of the table of keys; none without a plan.</summary>
    public static IEnumerable<BudgetForecast> Of(RecipeAnalysis analysis)
    {
        if (analysis.Plan is not { } plan) yield break;
        foreach (var (target, ram) in Rams(plan)) yield return OfArena($"{target.Id}.ram", new(ram, SizeText.Of(ram), target.Span), plan) with { WouldKeep = null };
        if (analysis.Recipe.Budget is not { } budget) yield break;
        if (budget.File is { } file) yield return OfSize("file", "the written file has", file, plan.FileBytes, plan.Size);
        if (budget.Flash is { } flash) yield return OfSize("flash", "in flash the model has", flash, ModelSummary.FlashBytes(plan.FileBytes), plan.Size);
        if (budget.Arena is { } arena) yield return OfArena("arena", arena, plan);
        foreach (var coverage in budget.Coverage)
        {
            if (Covered(analysis.Recipe, coverage.Target, plan.Targets, [.. plan.Targets.Select(target => target.After)]) is not { } worst) continue;
            var isKept = worst.Coverage >= coverage.Share;
            yield return new(
                $"coverage.{coverage.Target}", coverage.Text, SizeText.Percent(worst.Coverage), isKept,
                isKept ? "" : $"`{worst.TargetId}` computes {SizeText.Percent(worst.Coverage)} of the multiply-accumulates, the budget wants {coverage.Text}; {CoverageText.Of(worst)}", coverage.Span) { WouldKeep = $"{Math.Floor(worst.Coverage * 100):0} %" };
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

    /// <summary>The targets that say how much memory the tensor arena may take.</summary>
    internal static IEnumerable<(PlannedTarget Target, long Bytes)> Rams(Plan plan) =>
        plan.Targets.Where(target => target.Selection.Bytes("ram") is not null).Select(target => (target, target.Selection.Bytes("ram") ?? 0)).DistinctBy(pair => (pair.target.Id, pair.Item2));

    private static BudgetForecast OfArena(string key, BoundSize limit, Plan plan)
    {
        // Ranges that turn out equal take operators away, which moves the others.
        var certainty = plan.Size == SizeForecast.Exact ? SizeForecast.Exact : SizeForecast.About;
        var forecast = OfSize(key, "the activations take", limit, PlannedArena.Of(plan.Result).ByteCount, certainty);
        return forecast.IsKept ? forecast : forecast with { Causes = PlannedArena.Largest(plan.Result) };
    }

    private static BudgetForecast OfSize(string key, string subject, BoundSize limit, long bytes, SizeForecast certainty)
    {
        var isKept = bytes <= limit.Bytes;
        return new(
            key, limit.Text, $"{SizeText.Before(certainty)}{SizeText.Of(bytes)}", isKept,
            isKept ? "" : $"{subject} {SizeText.Before(certainty)}{bytes:#,0} bytes ({SizeText.Of(bytes)}), {bytes - limit.Bytes:#,0} more than the budget of {limit.Text}", limit.Span) { WouldKeep = $"{(bytes + 1023) / 1024} KiB" };
    }
}
