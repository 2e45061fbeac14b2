using System.Text;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a step: what it does to this model, operator by operator.</summary>
internal static class StepHover
{
    private const int MostOperators = 15;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (analysis.Plan is not { } plan || plan.Steps.FirstOrDefault(step => step.Span.Contains(offset)) is not { } planned) return null;
        var index = plan.Steps.IndexOf(planned);
        var before = index == 0 ? plan.Source.FileBytes : plan.Steps[index - 1].FileBytes;
        var text = new StringBuilder($"**{MarkdownText.Escape(planned.Title)}**{(planned.CanRun ? "" : " (planned and judged; running it is not available yet)")}\n\n");
        text.Append($"{SizeText.Of(before)} → {SizeText.Of(planned.FileBytes)} · {SizeText.Count(planned.Decisions.Count(PassOutcome.Changed), "operator")} changed");
        Outcome(text, planned, PassOutcome.Kept, "left as they are");
        Outcome(text, planned, PassOutcome.Unsupported, "without a form");
        if (planned.Settings is { IsInteger: true }) text.Append($"\n\nAfter it: {TypeCensus.Of(planned.Model)}");
        foreach (var selector in planned.Selectors) text.Append($"\n\n{MarkdownText.Escape(SelectionText.Of(planned, selector))}");
        text.Append("\n\n| operator | | why |\n| --- | --- | --- |\n");
        var rows = PlanRows.Of(planned).Where(row => row.Outcome != PassOutcome.Untouched).ToArray();
        foreach (var row in rows.Take(MostOperators))
            text.Append($"| {MarkdownText.Escape(row.Operator)} #{row.Address.Index} | {row.Outcome.ToString().ToLowerInvariant()} | {MarkdownText.Escape(row.Reason)} |\n");
        if (rows.Length > MostOperators) text.Append($"\n… and {rows.Length - MostOperators} more; *Show Plan* lists all\n");
        return new(planned.Span, text.ToString());
    }

    private static void Outcome(StringBuilder text, PlannedStep step, PassOutcome outcome, string words)
    {
        if (step.Decisions.Count(outcome) is > 0 and var count) text.Append($" · {count} {words}");
    }
}
