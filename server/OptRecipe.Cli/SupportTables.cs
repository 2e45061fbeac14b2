using System.Collections.Immutable;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>What a target takes, operator by operator: the same rows that judge.</summary>
internal static class SupportTables
{
    public static void Print(Terminal terminal, TargetDescription target)
    {
        if (!target.IsAvailable) return;
        var support = SupportTable.Of(TargetSelection.Of(target, [], out _));
        foreach (var limit in support.Limits) terminal.Output.WriteLine($"  limit: {limit}");
        foreach (var rule in support.Partitions) terminal.Output.WriteLine($"  partitions: {rule.Sentence}; the others: {Report.Word(rule.OtherwiseKind)}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "types", "otherwise");
        foreach (var row in support.Rows)
            table.AddRow(
                Markup.Escape(row.OperatorName), Markup.Escape(string.Join('\n', row.Types)),
                Markup.Escape(string.Join('\n', row.Rules.Select(rule => $"{Report.Word(rule.OtherwiseKind)}{(Report.Word(rule.OtherwiseStage) is { } stage ? $" at {stage}" : "")}: {rule.Sentence}"))));
        terminal.Screen.Write(table);
    }

    public static ImmutableArray<SupportRowJson> Rows(TargetDescription target) =>
    [
        .. SupportTable.Of(TargetSelection.Of(target, [], out _)).Rows.Select(row => new SupportRowJson(
            row.OperatorName, row.Types, [.. row.Rules.Select(rule => new SupportRuleJson(rule.Id, rule.Sentence, Report.Word(rule.OtherwiseKind), Report.Word(rule.OtherwiseStage)))])),
    ];
}
