using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>What the written model weighs: measured after a run, forecast (and exact) before.</summary>
internal static class OutputSizeCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5007", "Size of the output", Severity.Information, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { } plan) yield break;
        foreach (var output in context.Analysis.Outputs.Where(output => output.Output.Kind == OutputKind.TFLite))
        {
            var isExact = plan.Size == SizeForecast.Exact;
            var isWritten = context.Analysis.LastRun is { After: { } measured } last && (measured.File == plan.FileBytes || !isExact)
                && last.RecipeHash == context.Analysis.RecipeHash && context.Files.Stamp(output.FullPath) is { Kind: FileKind.File } stamp && stamp.Length == measured.File;
            var bytes = isWritten && !isExact ? context.Analysis.LastRun?.After?.File ?? plan.FileBytes : plan.FileBytes;
            var sizes = $"{SizeText.Of(plan.Source.FileBytes)} → {(isWritten ? "" : SizeText.Before(plan.Size))}{SizeText.Of(bytes)}";
            yield return new(Descriptor, output.Output.PathSpan, !isWritten ? $"{sizes} when the recipe has run"
                : context.Analysis.LastRun?.After?.Gzip is { } gzip ? $"{sizes}, gzip {SizeText.Of(gzip)}" : sizes) { IsSummary = true };
        }
    }
}
