using System.Text;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On the model's path: sizes, facts, inputs, outputs, operators.</summary>
internal static class ModelHover
{
    private const int MostOperators = 12;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset) =>
        analysis is { Recipe.Model: { } named, Model.Model: { } loaded } && named.PathSpan.Contains(offset) ? new(named.PathSpan, Text(loaded)) { GraphSearch = "" } : null;

    private static string Gzip(LoadedModel loaded) => loaded.GzipBytesSoFar is { } gzip ? $", gzip {SizeText.Of(gzip)}" : loaded.IsGzipKnownSoon ? ", gzip is being measured" : "";

    private static string Text(LoadedModel loaded)
    {
        var summary = ModelSummary.Of(loaded.Model);
        var text = new StringBuilder();
        text.Append($"**{SizeText.Of(loaded.FileBytes)}**{Gzip(loaded)} · {SizeText.Count(summary.OperatorTotal, "operator")} · {summary.Parameters:#,0} parameters · {summary.MultiplyAccumulates:#,0} MACs");
        text.Append("\n\n");
        foreach (var fact in FactText.All(loaded.Facts)) text.Append($"- {MarkdownText.Escape(fact)}\n");
        text.Append('\n');
        text.Append("| | tensor | type and shape | quantization |\n| --- | --- | --- | --- |\n");
        foreach (var tensor in summary.Inputs) Tensor(text, "in", tensor);
        foreach (var tensor in summary.Outputs) Tensor(text, "out", tensor);
        text.Append("\n| operator | version | count | MACs | share |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var row in summary.Operators.Take(MostOperators))
            text.Append($"| {MarkdownText.Name(row.Operator)} | {row.Version} | {row.Count} | {row.MultiplyAccumulates:#,0} | {(summary.MultiplyAccumulates == 0 ? "" : SizeText.Percent((double)row.MultiplyAccumulates / summary.MultiplyAccumulates))} |\n");
        if (summary.Operators.Length > MostOperators) text.Append($"\n… and {summary.Operators.Length - MostOperators} more kinds of operators\n");
        return text.ToString();
    }

    private static void Tensor(StringBuilder text, string role, TensorSummary tensor) =>
        text.Append($"| {role} | {MarkdownText.Name(tensor.Name ?? "")} | {tensor.TypeAndShape} | {tensor.Quantization ?? "–"} |\n");
}
