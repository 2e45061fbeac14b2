using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Pipeline.Planning;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>What a step needs ranges of and no calibration sample has computed: a branch that none takes, a graph that is never called.</summary>
internal static class UnreachedTensors
{
    /// <param name="model">The one that was calibrated.</param>
    /// <returns>One sentence with a remedy; null when every range was found.</returns>
    public static string? Problem(PlannedStep step, Model model, TensorRanges ranges)
    {
        var missing = step.NeededRanges.Where(tensor => ranges.Find(tensor.Subgraph, tensor.Tensor) is null && !IsEmpty(model.Subgraphs[tensor.Subgraph], tensor.Tensor)).ToArray();
        if (missing is not [var first, ..]) return null;
        var name = LstmIntermediates.NameOf(model, model.Subgraphs[first.Subgraph], first.Tensor);
        return $"no calibration sample reaches `{name}` (tensor {first.Tensor} of subgraph {first.Subgraph}{(CallerOf(model, first.Subgraph) is { } caller ? $", called by {caller}" : "")})"
            + $"{(missing.Length > 1 ? $" and {missing.Length - 1} more" : "")}, whose range `{step.Title}` needs; add samples that take this way, or keep its operators in float32 by a rule";
    }

    // What holds nothing has no range and needs none.
    private static bool IsEmpty(Subgraph graph, int tensor) => tensor < graph.Tensors.Length && graph.Tensors[tensor].ElementCount() == 0;

    private static string? CallerOf(Model model, int subgraph) =>
        model.Subgraphs.SelectMany(graph => graph.Operators.Index()).Where(entry => SubgraphCalls.Of(entry.Item).Any(call => call.Subgraph == subgraph)).Select(entry => $"{model.CodeOf(entry.Item).Name} #{entry.Index}").FirstOrDefault();
}
