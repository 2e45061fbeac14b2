using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Data;

namespace OptRecipe.Ide.Hover;

/// <summary>On the name of a model's input in <c>data</c>: the tensor it is.</summary>
internal static class InputHover
{
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (analysis.Model?.Model?.Model is not { Subgraphs: [var main, ..] } model) return null;
        var node = analysis.Syntax.FindNode(offset);
        if (!node.IsScalar || SchemaPlace.Of(analysis.Syntax, node) is not { IsKey: true, Path: ["data", _, "inputs"] }) return null;
        var index = InputNames.Of(model).IndexOf(node.Value);
        return index < 0 || index >= main.Inputs.Length ? null : new(node.Span, TensorTable.Of(model, [(0, main.Inputs[index])])) { GraphSearch = "" };
    }
}
