using System.Text;
using OptRecipe.Ide.Content;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Hover;

/// <summary>On a target: what it is, its coverage after the steps, and every operator that it does not simply run, with the rule.</summary>
internal static class TargetHover
{
    private const int MostOperators = 15;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        var found = analysis.Recipe.Targets.FirstOrDefault(target => target.IdSpan.Contains(offset));
        return found is null ? null : new(found.IdSpan, Text(analysis, found)) { Task = found.Selections.Select(selection => TaskPages.OfTarget(selection.Target.Id)).FirstOrDefault(task => task is not null) };
    }

    internal static string Text(RecipeAnalysis analysis, BoundTarget bound)
    {
        var text = new StringBuilder();
        foreach (var selection in bound.Selections)
        {
            var target = selection.Target;
            text.Append($"**{MarkdownText.Name(target.Title)}** `{target.Id}`{(target.IsAvailable ? "" : " (not available yet)")}\n\n{MarkdownText.Escape(target.Description)}\n\n");
            if (analysis.Plan?.Targets.FirstOrDefault(planned => planned.Selection.Equals(selection)) is { } judged) Verdicts(text, judged);
            if (target.IsAvailable) text.Append($"\n{(target.IsJudgedByRun ? "Judged" : "From source")}{MarkdownText.Escape(target.Judgement[(target.IsJudgedByRun ? 6 : 11)..])}.\n");
        }
        return text.ToString();
    }

    private static void Verdicts(StringBuilder text, PlannedTarget target)
    {
        if (target.Verdicts.Length > 1) text.Append($"Before the steps: {MarkdownText.Escape(CoverageText.Of(target.Before))}\n\nAfter the steps: ");
        text.Append($"{MarkdownText.Escape(CoverageText.Of(target.After))}\n");
        foreach (var verdict in target.After.Model) text.Append($"\n- {MarkdownText.Escape(verdict.Reason)}\n");
        foreach (var advice in target.Advice) text.Append($"\n- {MarkdownText.Escape(CoverageText.Of(advice))}\n");
        var rows = target.After.Operators.Where(row => row.Verdict.Kind != VerdictKind.Runs).ToArray();
        if (rows.Length == 0) return;
        text.Append("\n| operator | verdict | share | why |\n| --- | --- | ---: | --- |\n");
        foreach (var row in rows.Take(MostOperators))
            text.Append($"| {MarkdownText.Name(CoverageText.Name(row))} | {CoverageText.VerbOf(row.Verdict.Kind)} | {Share(row, target.After)} | {MarkdownText.Escape(row.Verdict.Reason)} |\n");
        if (rows.Length > MostOperators) text.Append($"\n… and {rows.Length - MostOperators} more; *Show Plan* lists all\n");
    }

    private static string Share(OperatorVerdict row, TargetVerdict of) =>
        of.TotalMultiplyAccumulates == 0 ? "–" : SizeText.Percent((double)row.MultiplyAccumulates / of.TotalMultiplyAccumulates);
}
