using System.Text;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Hover;

/// <summary>Tensors of a model as a table: type, shape, quantization with the range it can hold, who makes and who reads them.</summary>
internal static class TensorTable
{
    private const int MostTensors = 15, MostReaders = 4;

    /// <param name="isMeant">Asked about every name, joined ones whole.</param>
    public static string Of(Model model, Func<string, bool> isMeant)
    {
        var found = new List<(int Subgraph, int Tensor)>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var tensor = 0; tensor < model.Subgraphs[subgraph].Tensors.Length; tensor++)
                if (model.Subgraphs[subgraph].Tensors[tensor].Name is { Length: > 0 } name && isMeant(name)) found.Add((subgraph, tensor));
        return Of(model, found);
    }

    public static string Of(Model model, IReadOnlyList<(int Subgraph, int Tensor)> found)
    {
        if (found.Count == 0) return "Nothing in the model has such a name.";
        var text = new StringBuilder($"**{SizeText.Count(found.Count, "tensor")}**\n\n| tensor | type and shape | quantization | made by | read by |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (subgraph, tensor) in found.Take(MostTensors)) text.Append(Row(model, subgraph, tensor));
        if (found.Count > MostTensors) text.Append($"\n… and {found.Count - MostTensors} more\n");
        return text.ToString();
    }

    private static string Row(Model model, int subgraphIndex, int index)
    {
        var subgraph = model.Subgraphs[subgraphIndex];
        var summary = TensorSummary.Of(subgraph, index);
        var (makers, readers) = (new List<string>(), new List<string>());
        for (var op = 0; op < subgraph.Operators.Length; op++)
        {
            if (subgraph.Operators[op].Outputs.Contains(index)) makers.Add(Named(model, new(subgraphIndex, op)));
            if (subgraph.Operators[op].Inputs.Contains(index)) readers.Add(Named(model, new(subgraphIndex, op)));
        }
        if (subgraph.Outputs.Contains(index)) readers.Add("output of the model");
        var maker = makers is [var first, ..] ? first : subgraph.Inputs.Contains(index) ? "input of the model" : "constant";
        var shown = readers.Count == 0 ? "–" : string.Join(", ", readers.Take(MostReaders)) + (readers.Count > MostReaders ? $" and {readers.Count - MostReaders} more" : "");
        return $"| {MarkdownText.Name(summary.Name ?? "")} | {summary.TypeAndShape} | {summary.Quantization ?? "–"} | {maker} | {shown} |\n";
    }

    private static string Named(Model model, OperatorAddress address) => $"{MarkdownText.Name(OperatorText.Name(model, address))} {OperatorTable.NumberOf(address)}";
}
