using System.Text;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Content;

/// <summary>A model's graph as text: a head, the operators as <c>optrecipe inspect --ops</c> prints them, then the tensors by name. Where each of them stands is known.</summary>
public sealed class GraphText
{
    private readonly StringBuilder page = new();
    private readonly Dictionary<OperatorAddress, TextSpan> operators = [];
    private readonly Dictionary<(int Subgraph, int Tensor), TextSpan> tensors = [];
    private readonly Dictionary<string, TextSpan> signatures = new(StringComparer.Ordinal);

    private GraphText(LoadedModel loaded)
    {
        var model = loaded.Model;
        var summary = ModelSummary.Of(model);
        page.Append($"{Safe(Path.GetFileName(loaded.Path))}\n{SizeText.Of(loaded.FileBytes)} · {SizeText.Count(summary.OperatorTotal, "operator")} · {summary.Parameters:#,0} parameters · {summary.MultiplyAccumulates:#,0} multiply-accumulates\n");
        foreach (var signature in model.Signatures)
        {
            var span = Line($"signature {Safe(signature.Key ?? "")}({string.Join(", ", signature.Inputs.Select(map => Safe(map.Name ?? "")))}) → {string.Join(", ", signature.Outputs.Select(map => Safe(map.Name ?? "")))}");
            signatures.TryAdd(signature.Key ?? "", span);
        }
        for (var index = 0; index < model.Subgraphs.Length; index++) Subgraph(model, index);
        Text = page.ToString();
    }

    public string Text { get; }

    public static GraphText Of(LoadedModel model) => new(model);

    /// <summary>The line of an operator; null when there is none.</summary>
    public TextSpan? Operator(OperatorAddress address) => operators.TryGetValue(address, out var span) ? span : null;

    /// <summary>The line of a tensor; null when there is none.</summary>
    public TextSpan? Tensor(int subgraph, int tensor) => tensors.TryGetValue((subgraph, tensor), out var span) ? span : null;

    public TextSpan? Signature(string key) => signatures.TryGetValue(key, out var span) ? span : null;

    private void Subgraph(Model model, int index)
    {
        var subgraph = model.Subgraphs[index];
        var name = model.Subgraphs.Length > 1 ? $" of subgraph {index} {Safe(subgraph.Name ?? "")}".TrimEnd() : "";
        page.Append($"\noperators{name}\n");
        for (var op = 0; op < subgraph.Operators.Length; op++) operators[new(index, op)] = Line(Safe(OperatorText.Line(model, index, op)));
        page.Append($"\ntensors{name}\n");
        for (var tensor = 0; tensor < subgraph.Tensors.Length; tensor++)
        {
            var summary = TensorSummary.Of(subgraph, tensor);
            var role = subgraph.Inputs.Contains(tensor) ? ", input" : subgraph.Outputs.Contains(tensor) ? ", output" : "";
            tensors[(index, tensor)] = Line($"t{tensor} {Safe(summary.Name ?? "")} {summary.TypeAndShape}{(summary.Quantization is { } words ? $", {words}" : "")}{role}");
        }
    }

    private TextSpan Line(string text)
    {
        var span = new TextSpan(page.Length, text.Length);
        page.Append(text).Append('\n');
        return span;
    }

    /// <summary>Names come from files of others; none of them may break a line.</summary>
    private static string Safe(string text)
    {
        if (!text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')) return text;
        return string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
    }
}
