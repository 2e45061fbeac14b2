using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Cli;

/// <summary>A tensor with what it is for. <paramref name="Bytes"/>: of its data in the file, else of its place in memory; null where shape or type do not say.</summary>
internal sealed record TensorRow(TensorSummary Tensor, string Role, long? Bytes)
{
    public static IEnumerable<TensorRow> All(Model model, int subgraphIndex)
    {
        var graph = new GraphView(model, subgraphIndex);
        for (var index = 0; index < graph.Subgraph.Tensors.Length; index++)
        {
            var tensor = graph.Subgraph.Tensors[index];
            long? size = TensorSize.Bytes(tensor) is >= 0 and var bytes ? bytes : null;
            yield return new(TensorSummary.Of(graph.Subgraph, index), RoleOf(graph, index), graph.IsConstant(index) ? graph.Data(index).Length : size);
        }
    }

    private static string RoleOf(GraphView graph, int tensor) =>
        graph.IsInput(tensor) ? "input" : graph.IsOutput(tensor) ? "output" : graph.Subgraph.Tensors[tensor].IsVariable ? "variable" : graph.IsConstant(tensor) ? "constant" : "activation";
}
