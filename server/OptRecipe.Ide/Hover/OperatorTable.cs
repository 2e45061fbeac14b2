using System.Text;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Hover;

/// <summary>Operators of a model as a table: what each makes, its weights, its share of the work.</summary>
internal static class OperatorTable
{
    private const int MostOperators = 15;

    public static string Of(Model model, IReadOnlyList<OperatorAddress> operators)
    {
        if (operators.Count == 0) return "Nothing in the model is meant.";
        var text = new StringBuilder($"**{SelectionText.Of(model, operators)}**\n\n| operator | makes | type and shape | weights | MACs |\n| --- | --- | --- | ---: | ---: |\n");
        var total = MultiplyAccumulates.Count(model);
        foreach (var address in operators.Take(MostOperators))
        {
            var subgraph = model.Subgraphs[address.Subgraph];
            var op = subgraph.Operators[address.Index];
            var made = op.Outputs.IsEmpty ? null : TensorSummary.Of(subgraph, op.Outputs[0]);
            var count = MultiplyAccumulates.Count(model, subgraph, op);
            var bytes = WeightBytes.Of(model, address);
            text.Append($"| {MarkdownText.Name(OperatorText.Name(model, address))} {NumberOf(address)} | {MarkdownText.Name(made?.Name ?? "")} | {made?.TypeAndShape ?? "–"} | {(bytes == 0 ? "–" : SizeText.Of(bytes))} | {(count == 0 || total == 0 ? "–" : SizeText.Percent((double)count / total))} |\n");
        }
        if (operators.Count > MostOperators) text.Append($"\n… and {operators.Count - MostOperators} more\n");
        return text.ToString();
    }

    /// <summary><c>#3</c>; with the subgraph's number where it is not the first.</summary>
    public static string NumberOf(OperatorAddress address) => address.Subgraph == 0 ? $"#{address.Index}" : $"#{address.Subgraph}.{address.Index}";
}
