using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a budget: forecast against limit.</summary>
internal static class BudgetHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (BudgetForecast.Of(analysis).FirstOrDefault(forecast => forecast.Span.Contains(offset)) is not { } found) return null;
        var exact = analysis.Plan is { } plan && found.Key is "file" or "flash" ? $" ({SizeText.Certainty(analysis.Plan!.Size)})" : "";
        return new(found.Span, $"Forecast: **{found.Foretold}**{exact} of {MarkdownText.Escape(found.Limit)}, {(found.IsKept ? "kept" : "broken")}");
    }
}
