using System.Text;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Planning;

/// <summary>A plan as a page: what each step does operator by operator, and what each target says afterwards.</summary>
public static class PlanMarkdown
{
    public static string Of(Plan plan, string title)
    {
        var page = new StringBuilder($"# Plan of {MarkdownText.Name(title)}\n\n");
        page.Append($"File: {SizeText.Of(plan.Source.FileBytes)} → {SizeText.Of(plan.FileBytes)} (exact, before anything runs)\n");
        foreach (var (step, number) in plan.Steps.Select((step, index) => (step, index + 1)))
        {
            page.Append($"\n## {number}. {MarkdownText.Escape(step.Title)}{(step.CanRun ? "" : " (planned only: running it is not available yet)")}\n\n");
            page.Append($"{SizeText.Count(step.Decisions.Count(PassOutcome.Changed), "operator")} changed, file {SizeText.Of(step.FileBytes)}\n\n");
            if (step.Settings is { IsInteger: true }) page.Append($"After it: {TypeCensus.Of(step.Model)}\n\n");
            foreach (var selector in step.Selectors) page.Append($"- {MarkdownText.Escape(SelectionText.Of(step, selector))}\n");
            page.Append($"{(step.Selectors.IsEmpty ? "" : "\n")}| # | operator | outcome | why |\n| ---: | --- | --- | --- |\n");
            foreach (var row in PlanRows.Of(step))
                page.Append($"| {row.Address.Index} | {MarkdownText.Name(row.Operator)} | {row.Outcome.ToString().ToLowerInvariant()} | {MarkdownText.Escape(row.Reason)} |\n");
        }
        foreach (var target in plan.Targets) Target(page, target);
        return page.ToString();
    }

    private static void Target(StringBuilder page, PlannedTarget target)
    {
        page.Append($"\n## Target {MarkdownText.Name(target.Title)}\n\n{MarkdownText.Escape(CoverageText.Of(target.After))}\n\n");
        foreach (var verdict in target.After.Model) page.Append($"- {MarkdownText.Escape(verdict.Reason)} ({verdict.Rule})\n");
        page.Append("| # | operator | verdict | why |\n| ---: | --- | --- | --- |\n");
        foreach (var row in target.After.Operators)
            page.Append($"| {row.Address.Index} | {MarkdownText.Name(row.OperatorName)} | {Report.Word(row.Verdict.Kind)} | {(row.Verdict.Kind == VerdictKind.Runs ? "" : MarkdownText.Escape(row.Verdict.Reason))} |\n");
    }
}
