using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>A plan as tables for people.</summary>
internal static class PlanTables
{
    public static void Steps(Terminal terminal, Plan plan)
    {
        if (plan.Steps.IsEmpty) return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("step", "operators changed", "left as they are", "file");
        foreach (var step in Report.StepsOf(plan))
            table.AddRow(Markup.Escape(step.Step), $"{step.Changed}", $"{step.Kept + step.Unsupported}", $"{SizeText.Of(step.BytesBefore)} → {SizeText.Of(step.BytesAfter)}");
        terminal.Screen.Write(table);
    }

    public static void Targets(Terminal terminal, Plan plan)
    {
        foreach (var target in plan.Targets)
        {
            terminal.Output.WriteLine($"{target.Title}: {CoverageText.Of(target.After)}");
            var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "count", "runs", "falls back", "refused", "not judged yet");
            foreach (var column in table.Columns.Skip(1)) column.RightAligned();
            foreach (var group in target.After.Operators.GroupBy(o => o.OperatorName).OrderBy(g => g.Key, StringComparer.Ordinal))
                table.AddRow(Markup.Escape(group.Key), $"{group.Count()}", Count(group, VerdictKind.Runs), Count(group, VerdictKind.FallsBack),
                    Count(group, VerdictKind.Refused, VerdictKind.Stops), Count(group, VerdictKind.NotJudged));
            terminal.Screen.Write(table);
        }
    }

    public static void Decisions(Terminal terminal, Plan plan)
    {
        foreach (var step in plan.Steps)
        {
            var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(step.Title)).AddColumns("#", "operator", "outcome", "why");
            foreach (var row in PlanRows.Of(step).Where(row => row.Outcome != PassOutcome.Untouched))
                table.AddRow($"{row.Address.Index}", Markup.Escape(row.Operator), row.Outcome.ToString().ToLowerInvariant(), Markup.Escape(row.Reason));
            terminal.Screen.Write(table);
            foreach (var selector in step.Selectors) terminal.Output.WriteLine(Terminal.Safe(SelectionText.Of(step, selector)));
            if (step.Settings is { IsInteger: true }) terminal.Output.WriteLine($"after {step.Title}: {TypeCensus.Of(step.Model)}");
        }
    }

    private static string Count(IEnumerable<OperatorVerdict> operators, params VerdictKind[] kinds) =>
        operators.Count(o => kinds.Contains(o.Verdict.Kind)) is > 0 and var count ? $"{count}" : "";
}
