using System.Text;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>A report as a page that people read in an editor or on a code host.</summary>
public static class ReportMarkdown
{
    public static string Of(Report report)
    {
        var page = new StringBuilder();
        page.Append($"# {MarkdownText.Name(report.Recipe)}\n\n");
        if (report.Description is { Length: > 0 } description) page.Append($"{MarkdownText.Escape(description)}\n\n");
        page.Append("| `").Append(MarkdownText.Escape(report.Model)).Append("` | before | after | |\n| --- | ---: | ---: | ---: |\n");
        Size(page, "file", report.Before.File, report.After.File);
        if (report is { Before.Gzip: { } before, After.Gzip: { } after }) Size(page, "after gzip", before, after);
        Steps(page, report);
        foreach (var target in report.Targets) Target(page, target);
        if (report.Evaluation is { } evaluation) EvaluationMarkdown.Add(page, evaluation);
        if (report.Budget.Length > 0)
        {
            page.Append("\n## Budget\n\n| | limit | measured | |\n| --- | ---: | ---: | --- |\n");
            foreach (var budget in report.Budget) page.Append($"| {MarkdownText.Escape(budget.Key)} | {MarkdownText.Name(budget.Limit)} | {MarkdownText.Escape(budget.Measured)} | {(budget.Kept ? "kept" : "**broken**")} |\n");
        }
        return page.ToString();
    }

    private static void Steps(StringBuilder page, Report report)
    {
        if (report.Steps.Length == 0) return;
        page.Append("\n## Steps\n\n| step | operators changed | left as they are | file |\n| --- | ---: | ---: | --- |\n");
        foreach (var step in report.Steps)
            page.Append($"| {MarkdownText.Escape(step.Step)} | {step.Changed} | {step.Kept + step.Unsupported} | {SizeText.Of(step.BytesBefore)} → {SizeText.Of(step.BytesAfter)} |\n");
        foreach (var repair in report.Steps.SelectMany(step => step.Repairs)) page.Append($"\n- {MarkdownText.Escape(repair.Summary)}\n");
    }

    private static void Target(StringBuilder page, TargetReport target)
    {
        page.Append($"\n## {MarkdownText.Name(target.Target)}\n\n{MarkdownText.Escape(target.Summary)}\n");
        foreach (var remedy in target.Remedies) page.Append($"\n- {MarkdownText.Escape(remedy)}\n");
        foreach (var verdict in target.Model) page.Append($"\n- {(verdict.Verdict == "runs" ? "note: " : $"**{verdict.Verdict}**{(verdict.Stage is { } stage ? $" at {stage}" : "")}: ")}{MarkdownText.Escape(verdict.Reason)} ({verdict.Rule})\n");
        if (target.Operators.Length == 0) return;
        page.Append("\n| # | operator | verdict | why | rule |\n| ---: | --- | --- | --- | --- |\n");
        foreach (var row in target.Operators)
            page.Append($"| {row.Index} | {MarkdownText.Name(row.Op)} | {row.Verdict}{(row.Stage is { } stage ? $" at {stage}" : "")} | {MarkdownText.Escape(row.Reason)} | {row.Rule} |\n");
    }

    private static void Size(StringBuilder page, string name, long before, long after) =>
        page.Append($"| {name} | {SizeText.Of(before)} | {SizeText.Of(after)} | {(before > 0 ? $"× {(double)after / before:0.00}" : "")} |\n");
}
