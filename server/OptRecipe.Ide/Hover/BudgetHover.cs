using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a budget: forecast, or measured, against limit.</summary>
internal static class BudgetHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        var found = BudgetFigure.All(analysis).FirstOrDefault(figure => figure.Span.Contains(offset));
        return found is null ? null : new(found.Span, Text(found));
    }

    internal static string Text(BudgetFigure figure) =>
        $"| limit | {(figure.IsMeasured ? "measured" : "forecast")} | |\n| ---: | ---: | --- |\n| {MarkdownText.Name(figure.Limit)} | **{MarkdownText.Escape(figure.Figure)}** | {(figure.IsKept ? "kept" : "broken")} |\n\n{figure.Source}\n";
}
