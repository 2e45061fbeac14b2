using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Ide.Hover;

/// <summary>On an output's path: sizes before and after.</summary>
internal static class OutputHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (analysis.Plan is not { } plan || analysis.Outputs.FirstOrDefault(o => o.Output.PathSpan.Contains(offset)) is not { } output) return null;
        if (output.Output.Kind != OutputKind.TFLite) return null;
        var rows = $"| | before | after |\n| --- | ---: | ---: |\n| file | {SizeText.Of(plan.Source.FileBytes)} | {SizeText.Before(plan.Size)}{SizeText.Of(plan.FileBytes)} |\n";
        if ((analysis.LastRun?.After?.File == plan.FileBytes || plan.Size != SizeForecast.Exact) && analysis.LastGzip is { } gzip) rows += $"| after gzip | {SizeText.Of(gzip.Before)} | {SizeText.Of(gzip.After)} |\n";
        return new(output.Output.PathSpan, rows);
    }
}
