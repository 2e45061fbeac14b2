using System.Collections.Immutable;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>A model's graph as the wire has it.</summary>
public static class FromModel
{
    public static ImmutableArray<GraphSubgraph> Subgraphs(Model model, Func<OperatorAddress, ImmutableArray<GraphStep>>? steps, CancellationToken cancellation) =>
        [.. model.Subgraphs.Select((subgraph, index) => Of(model, subgraph, index, steps, cancellation))];

    private static GraphSubgraph Of(Model model, Subgraph subgraph, int subgraphIndex, Func<OperatorAddress, ImmutableArray<GraphStep>>? steps, CancellationToken cancellation)
    {
        var operators = ImmutableArray.CreateBuilder<GraphOperator>(subgraph.Operators.Length);
        foreach (var (index, op) in subgraph.Operators.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var version = op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Version : 0;
            operators.Add(new(index, OperatorText.Name(model, new(subgraphIndex, index)), version, op.Inputs, op.Outputs, OperatorText.Options(op), MultiplyAccumulates.Count(model, subgraph, op), steps?.Invoke(new(subgraphIndex, index)) ?? []));
        }
        return new(subgraph.Name ?? "", subgraph.Inputs, subgraph.Outputs, [.. Enumerable.Range(0, subgraph.Tensors.Length).Select(index => Tensor(model, subgraph, index))], operators.MoveToImmutable(), Edges(subgraph));
    }

    private static GraphTensor Tensor(Model model, Subgraph subgraph, int index)
    {
        var summary = TensorSummary.Of(subgraph, index);
        var buffer = subgraph.Tensors[index].Buffer;
        return new(index, summary.Name ?? "", summary.Type, summary.Shape, summary.Quantization ?? "", buffer < model.Buffers.Length ? model.Buffers[(int)buffer].Data.Length : 0);
    }

    private static ImmutableArray<GraphEdge> Edges(Subgraph subgraph)
    {
        var makers = new Dictionary<int, int>();
        foreach (var input in subgraph.Inputs) makers.TryAdd(input, -1);
        foreach (var (index, op) in subgraph.Operators.Index())
            foreach (var output in op.Outputs) makers.TryAdd(output, index);
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        foreach (var (index, op) in subgraph.Operators.Index())
            foreach (var input in op.Inputs.Distinct())
                if (makers.TryGetValue(input, out var maker)) edges.Add(new(maker, index, input));
        foreach (var output in subgraph.Outputs)
            if (makers.TryGetValue(output, out var maker)) edges.Add(new(maker, -1, output));
        return edges.DrainToImmutable();
    }
}
