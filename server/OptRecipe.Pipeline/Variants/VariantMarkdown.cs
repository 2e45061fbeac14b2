using System.Collections.Immutable;
using System.Text;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Pipeline.Variants;

/// <summary>Variants side by side, as pages that people read in an editor or on a code host.</summary>
public static class VariantMarkdown
{
    /// <summary>What running all of them has shown.</summary>
    public static string Of(VariantComparison comparison)
    {
        var page = new StringBuilder($"# Variants of {MarkdownText.Name(comparison.Recipe)}\n\n");
        if (comparison.Description is { Length: > 0 } description) page.Append($"{MarkdownText.Escape(description)}\n\n");
        page.Append($"{Capital(MarkdownText.Escape(VariantOutcome.Sentence(comparison)))}.\n\n").Append(Table(comparison));
        page.Append("\n★ is the smallest file that keeps the budget.");
        if (comparison.Variants.Any(row => row.Metrics is [{ Optimized.Low: not null }, ..])) page.Append(" In brackets the interval that holds the value in 95 of 100 repetitions.");
        if (comparison.Variants.Any(row => row.Latency is not null)) page.Append($" Latency: {LatencyResult.Heading}.");
        page.Append('\n');
        foreach (var row in comparison.Variants.Where(row => row.Status != "succeeded"))
            page.Append($"\n- {MarkdownText.Name(row.Variant)} {(row.IsWritten ? "breaks the budget" : "did not run")}: {MarkdownText.Escape(row.IsWritten ? Broken(row) : row.Message)}\n");
        return page.ToString();
    }

    /// <summary>The rows alone.</summary>
    public static string Table(VariantComparison comparison)
    {
        var page = new StringBuilder();
        var table = VariantColumns.Of(comparison);
        page.Append($"| {string.Join(" | ", table.Heads.Select(MarkdownText.Escape))} |\n| {string.Join(" | ", table.Numbers.Select(isNumber => isNumber ? "---:" : "---"))} |\n");
        foreach (var row in table.Rows)
        {
            var isBest = row.Name == comparison.Best;
            page.Append($"| {string.Join(" | ", row.Cells.Select((cell, column) => isBest && column == 0 ? $"**{MarkdownText.Name(cell)}** ★" : MarkdownText.Escape(cell)))} |\n");
        }
        return page.ToString();
    }

    /// <summary>What is known of each before anything runs: exact sizes, coverage of each target, budget, and why it cannot run. Empty without variants.</summary>
    public static string Forecast(RecipeAnalysis analysis, ImmutableArray<VariantAnalysis> variants)
    {
        if (variants.IsEmpty) return "";
        var targets = analysis.Plan?.Targets ?? [];
        var page = new StringBuilder($"\n## {SizeText.Count(variants.Length, "variant")}\n\n| variant | file |{string.Concat(targets.Select(target => $" {MarkdownText.Name(target.Id)} |"))} budget |\n| --- | ---: |{string.Concat(targets.Select(_ => " --- |"))} --- |\n");
        foreach (var variant in variants)
        {
            var judged = VariantForecast.Of(variant);
            page.Append($"| {MarkdownText.Name(variant.Name)} | {judged.File} |{string.Concat(targets.Select((_, index) => $" {MarkdownText.Escape(judged.Targets.ElementAtOrDefault(index) ?? "–")} |"))} {MarkdownText.Escape(judged.Budget)} |\n");
        }
        foreach (var variant in variants.Where(variant => variant.Obstacle is not null)) page.Append($"\n- {MarkdownText.Name(variant.Name)} cannot run: {MarkdownText.Escape(variant.Obstacle ?? "")}\n");
        return page.ToString();
    }

    private static string Broken(VariantRow row) => string.Join(", ", row.Budget.Where(limit => !limit.Kept).Select(limit => $"`{limit.Key}` is {limit.Measured}, its limit {limit.Limit}"));

    private static string Capital(string text) => text.Length == 0 || text[0] == '`' ? text : char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>One variant before it runs, in a few words each.</summary>
/// <param name="Targets">For each target of the plan.</param>
public sealed record VariantForecast(string File, IReadOnlyList<string> Targets, string Budget)
{
    public static VariantForecast Of(VariantAnalysis variant)
    {
        if (variant.Obstacle is not null || variant.Analysis.Plan is not { } plan) return new("–", [], "cannot run");
        var limits = BudgetForecast.Of(variant.Analysis).ToArray();
        var broken = limits.Where(limit => !limit.IsKept).Select(limit => limit.Key).ToArray();
        return new(
            $"{SizeText.Before(plan.Size)}{SizeText.Of(plan.FileBytes)}", [.. plan.Targets.Select(target => CoverageText.Short(target.After))],
            broken.Length > 0 ? $"breaks {string.Join(", ", broken)}" : limits.Length > 0 ? "kept, as far as known" : "–");
    }
}
