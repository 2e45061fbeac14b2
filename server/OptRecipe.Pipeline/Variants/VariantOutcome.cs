using System.Collections.Immutable;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.Pipeline.Variants;

/// <summary>From runs of variants to the comparison's rows and its end.</summary>
internal static class VariantOutcome
{
    /// <param name="last">The last comparison's row of the same recipe.</param>
    internal static VariantRow RowOf(VariantAnalysis variant, RunResult result, LatencyResult? latency, VariantRow? last) =>
        result.Status == RunStatus.UpToDate ? last ?? Known(variant, result) : new(
            variant.Name, Settings(variant), WordOf(result.Status), result.Message, result.After,
            result.Evaluation?.Metrics ?? [], result.Targets, result.Budget, latency is null ? null : new(FigureReport.Of(latency.Optimized), FigureReport.Of(latency.Ratio)));

    /// <summary>The row of a variant that was run alone and is up to date.</summary>
    private static VariantRow Known(VariantAnalysis variant, RunResult result) => new(
        variant.Name, Settings(variant), WordOf(result.Budget.All(limit => limit.Kept) ? RunStatus.Succeeded : RunStatus.BudgetBroken), result.Message, result.After,
        variant.Analysis.LastRun?.Measured?.Metrics ?? [], [.. (variant.Analysis.Plan?.Targets ?? []).Select(target => TargetCoverage.Of(target.After))], result.Budget, null);

    private static ImmutableArray<VariantSetting> Settings(VariantAnalysis variant) => [.. variant.Variant.Choices.Select(choice => new VariantSetting(choice.Axis.Path, choice.Value.Text))];

    /// <summary>One variant that keeps the budget is enough; one that fails while it runs is a failure whatever the others do.</summary>
    internal static RunStatus StatusOf(ImmutableArray<VariantRow> rows) =>
        rows.Any(row => row.Status is "failed" or "needs-force") ? RunStatus.Failed
        : rows.Any(row => row.KeepsBudget) ? RunStatus.Succeeded
        : rows.Any(row => row.IsWritten) ? RunStatus.BudgetBroken : RunStatus.Invalid;

    internal static string Sentence(VariantComparison comparison)
    {
        var rows = comparison.Variants;
        var kept = rows.Count(row => row.KeepsBudget);
        var notRun = rows.Count(row => !row.IsWritten);
        var rest = notRun == 0 ? "" : $"; {SizeText.Count(notRun, "variant")} did not run: {rows.First(row => !row.IsWritten).Message}";
        if (comparison is not { BestRow: { After: { } after } best, Before: { } before })
            return notRun == rows.Length ? $"no variant ran: {rows[0].Message}" : $"none of {SizeText.Count(rows.Length, "variant")} keeps the budget{rest}";
        var metric = best.Metrics is [var first, ..] ? $", {first.Metric} {EvaluationText.Of(first, first.Optimized with { Low = null })}" : "";
        var limits = best.Budget.IsEmpty ? "is the smallest" : kept == 1 ? "is the only one that keeps the budget" : kept == rows.Length ? "is the smallest, all keep the budget" : $"is the smallest of {kept} that keep the budget";
        return $"`{best.Variant}` {limits}, of {SizeText.Count(rows.Length, "variant")}: {SizeText.Of(before.File)} → {SizeText.Of(after.File)}{metric}{rest}";
    }

    internal static string WordOf(RunStatus status) => status switch
    {
        RunStatus.NeedsForce => "needs-force",
        RunStatus.BudgetBroken => "budget-broken",
        _ => status.ToString().ToLowerInvariant(),
    };
}
