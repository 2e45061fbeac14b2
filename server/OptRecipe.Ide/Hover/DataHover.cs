using System.Globalization;
using System.Text;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a data set's path: number of samples, what the first one is, what the files hold, values and classes.</summary>
internal static class DataHover
{
    private const int MostArrays = 30;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset) =>
        analysis.DataSets.FirstOrDefault(data => data.Bound.Path.Span.Contains(offset)) is { Summary: { } summary } found ? new(found.Bound.Path.Span, Text(analysis, found, summary)) : null;

    internal static string Text(RecipeAnalysis analysis, DataSetAnalysis data, DataSummary summary) =>
        Text(data, summary) + (MeasuredText.Of(analysis) is { } measured && measured.Data == data.Bound ? $"\n{measured.Table}" : "");

    private static string Text(DataSetAnalysis data, DataSummary summary)
    {
        var text = new StringBuilder($"**{(summary.Count == summary.Available ? $"{summary.Count:#,0}" : $"{summary.Count:#,0} of {summary.Available:#,0}")} samples**\n\n");
        text.Append("| input | in the files | values the model gets |\n| --- | --- | --- |\n");
        for (var input = 0; input < summary.Inputs.Length; input++)
            text.Append($"| {MarkdownText.Name(summary.Inputs[input].Input)} | {summary.Inputs[input].First} | {Range(data.Facts, input)} |\n");
        if (data.Facts is { } facts) text.Append($"\n{facts.Distinct:#,0} of the first {facts.Checked:#,0} samples are different; values are those of the first few\n");
        if (data.Classes is { } classes) text.Append($"\nLabels from {classes.Lowest:#,0} to {classes.Highest:#,0}; the model answers with {classes.Outputs:#,0} numbers\n");
        if (data.Arrays.Length > 1 || data.Arrays is [{ Length: > 0 }])
            text.Append($"\nThe files hold {string.Join(", ", data.Arrays.Take(MostArrays).Select(MarkdownText.Name))}{(data.Arrays.Length > MostArrays ? $" and {data.Arrays.Length - MostArrays:#,0} more" : "")}\n");
        return text.ToString();
    }

    private static string Range(DataFacts? facts, int input) => facts is null || double.IsNaN(facts.Lowest[input]) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{facts.Lowest[input]:G4} to {facts.Highest[input]:G4}");
}
