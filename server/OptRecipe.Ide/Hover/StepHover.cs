using System.Text;
using OptRecipe.Engine.Passes;
using OptRecipe.Ide.Content;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a step: what it does to this model, operator by operator.</summary>
internal static class StepHover
{
    private const int MostOperators = 15, MostSelectors = 5;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        var planned = analysis.Plan?.Steps.FirstOrDefault(step => step.Span.Contains(offset));
        return planned is null ? null : new(planned.Span, Text(analysis, planned)) { Task = TaskPages.OfStep(planned.Title) };
    }

    internal static string Text(RecipeAnalysis analysis, PlannedStep planned)
    {
        var text = new StringBuilder($"**{MarkdownText.Escape(planned.Title)}**{(planned.CanRun ? "" : " (planned and judged; running it is not available yet)")}\n\n");
        text.Append(StepFigures.Table(analysis, planned));
        text.Append($"\n{SizeText.Count(planned.Decisions.Count(PassOutcome.Changed), "operator")} changed");
        Outcome(text, planned, PassOutcome.Kept, "left as they are");
        Outcome(text, planned, PassOutcome.Unsupported, "without a form");
        if (planned.Settings is { IsInteger: true }) text.Append($"\n\nAfter it: {TypeCensus.Of(planned.Model)}");
        foreach (var selector in planned.Selectors.Take(MostSelectors)) text.Append($"\n\n{MarkdownText.Escape(SelectionText.Of(planned, selector))}");
        if (planned.Selectors.Length > MostSelectors) text.Append($"\n\n… and {planned.Selectors.Length - MostSelectors} more rules");
        text.Append("\n\n| operator | | why |\n| --- | --- | --- |\n");
        foreach (var row in PlanRows.Of(planned).Where(row => row.Outcome != PassOutcome.Untouched).Take(MostOperators))
            text.Append($"| {MarkdownText.Name(row.Operator)} #{row.Address.Index} | {row.Outcome.ToString().ToLowerInvariant()} | {MarkdownText.Escape(row.Reason)} |\n");
        var rows = planned.Decisions.Operators.Length - planned.Decisions.Count(PassOutcome.Untouched);
        if (rows > MostOperators) text.Append($"\n… and {rows - MostOperators} more; *Show Plan* lists all\n");
        return text.ToString();
    }

    private static void Outcome(StringBuilder text, PlannedStep step, PassOutcome outcome, string words)
    {
        if (step.Decisions.Count(outcome) is > 0 and var count) text.Append($" · {count} {words}");
    }
}
