using System.Collections.Immutable;
using OptRecipe.Disk;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>Variants side by side, as tables for people.</summary>
internal static class VariantTables
{
    public static void Print(Terminal terminal, RecipeAnalysis analysis, RunResult result, VariantComparison comparison)
    {
        terminal.Print(analysis, summaries: false);
        var columns = VariantColumns.Of(comparison);
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. columns.Heads.Select(Markup.Escape)]);
        foreach (var (index, isNumber) in columns.Numbers.Index())
            if (isNumber) table.Columns[index].RightAligned();
        foreach (var row in columns.Rows)
            table.AddRow([.. row.Cells.Select((cell, column) => Markup.Escape(Terminal.Safe(column == 0 && row.Name == comparison.Best ? $"{cell} (best)" : cell)))]);
        terminal.Screen.Write(table);
        if (comparison.Variants.Any(row => row.Latency is not null)) terminal.Output.WriteLine($"latency: {LatencyResult.Heading} ({HostName.Text})");
        foreach (var row in comparison.Variants.Where(row => !row.IsWritten)) terminal.Output.WriteLine(Terminal.Safe($"{row.Variant} did not run: {row.Message}"));
        foreach (var output in result.Outputs) terminal.Output.WriteLine($"wrote {Terminal.Shown(output.Path)} ({SizeText.Of(output.Bytes)})");
        terminal.Output.WriteLine(Terminal.Safe(result.Message));
        terminal.Output.WriteLine($"done in {result.Milliseconds:0} ms");
    }

    /// <summary>What is known of each before anything runs.</summary>
    public static void Forecast(Terminal terminal, Plan plan, ImmutableArray<VariantAnalysis> variants)
    {
        if (variants.IsEmpty) return;
        var table = new Table().Border(TableBorder.Simple).Title(SizeText.Count(variants.Length, "variant")).AddColumns(["variant", "file", .. plan.Targets.Select(target => Markup.Escape(target.Id)), "budget"]);
        table.Columns[1].RightAligned();
        foreach (var variant in variants)
        {
            var judged = VariantForecast.Of(variant);
            table.AddRow([.. new[] { variant.Name, judged.File }.Concat(plan.Targets.Select((_, index) => judged.Targets.ElementAtOrDefault(index) ?? "–")).Append(judged.Budget).Select(Markup.Escape)]);
        }
        terminal.Screen.Write(table);
        foreach (var variant in variants.Where(variant => variant.Obstacle is not null)) terminal.Output.WriteLine(Terminal.Safe($"{variant.Name} cannot run: {variant.Obstacle}"));
    }
}
