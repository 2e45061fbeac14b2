using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Variants;

namespace OptRecipe.Ide.Hover;

/// <summary>On the word <c>variants</c>: what is known of each before anything runs, and what the last comparison found.</summary>
internal static class VariantHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (analysis.Recipe.Variants is not { } table || !table.KeySpan.Contains(offset) || analysis.Variants.IsEmpty) return null;
        var text = VariantMarkdown.Forecast(analysis, analysis.Variants).TrimStart('\n').Replace("## ", "**", StringComparison.Ordinal);
        text = text.Insert(text.IndexOf('\n', StringComparison.Ordinal), "**");
        if (analysis.Variants.Length < table.Count) text += "\nThe plan shows all.\n";
        if (analysis.LastComparison is { } last)
            text += $"\n**Last comparison{(last.RecipeHash == analysis.RecipeHash ? "" : ", of another text")}**\n\n{VariantMarkdown.Table(last.Comparison)}";
        return new(table.KeySpan, text);
    }
}
