using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a budget: forecast against limit.</summary>
internal static class BudgetHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset) =>
        analysis is { Recipe.Budget.File: { } limit, Plan: { } plan } && limit.Span.Contains(offset)
            ? new(limit.Span, $"Forecast: **{SizeText.Of(plan.FileBytes)}** ({plan.FileBytes:#,0} bytes, {SizeText.Certainty(plan.Size)}) of {MarkdownText.Escape(limit.Text)}, {(plan.FileBytes <= limit.Bytes ? "kept" : "broken")}")
            : null;
}
