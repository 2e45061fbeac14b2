using System.Collections.Immutable;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Facts;

/// <summary>Loop: a WHILE with its body in a subgraph. Unrolled: one layer's weights are used again and again, step by step. Fused: a recurrent operator.</summary>
public enum RecurrenceKind { Loop, Unrolled, Fused }

/// <param name="Operators">The WHILE, the fused operator, or the steps that use the same weights.</param>
/// <param name="Weights">With <see cref="RecurrenceKind.Unrolled"/>: the tensor that all steps read, else −1.</param>
public sealed record Recurrence(RecurrenceKind Kind, ImmutableArray<OperatorAddress> Operators, int Weights)
{
    /// <summary>Two or three uses of one weight are a Siamese or tied layer.</summary>
    private const int LeastSteps = 4;

    internal static ImmutableArray<Recurrence> Of(Model model)
    {
        var found = ImmutableArray.CreateBuilder<Recurrence>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            var graph = new GraphView(model, subgraph);
            var steps = new SortedDictionary<uint, (int Tensor, ImmutableArray<OperatorAddress>.Builder Operators)>();
            for (var index = 0; index < graph.Subgraph.Operators.Length; index++)
            {
                var op = graph.Subgraph.Operators[index];
                if (op.OpcodeIndex >= model.OperatorCodes.Length) continue;
                var builtin = model.OperatorCodes[(int)op.OpcodeIndex].Builtin;
                if (builtin is BuiltinOperator.While or BuiltinOperator.StableHloWhile) found.Add(new(RecurrenceKind.Loop, [new(subgraph, index)], -1));
                else if (IsFused(builtin)) found.Add(new(RecurrenceKind.Fused, [new(subgraph, index)], -1));
                else if (builtin is BuiltinOperator.FullyConnected or BuiltinOperator.BatchMatmul) AddStep(graph, steps, op, new(subgraph, index));
            }
            foreach (var (tensor, operators) in steps.Values)
                if (operators.Count >= LeastSteps) found.Add(new(RecurrenceKind.Unrolled, operators.ToImmutable(), tensor));
        }
        return found.ToImmutable();
    }

    private static void AddStep(GraphView graph, SortedDictionary<uint, (int, ImmutableArray<OperatorAddress>.Builder Operators)> steps, Operator op, OperatorAddress address)
    {
        if (op.Inputs.Length < 2 || op.Inputs[1] is not (>= 0 and var weights) || weights >= graph.Subgraph.Tensors.Length || graph.Data(weights).Length == 0) return;
        var buffer = graph.Subgraph.Tensors[weights].Buffer;
        if (!steps.TryGetValue(buffer, out var step)) steps[buffer] = step = (weights, ImmutableArray.CreateBuilder<OperatorAddress>());
        step.Operators.Add(address);
    }

    private static bool IsFused(BuiltinOperator op) => OperatorTable.Find(op)?.Options is "LSTMOptions" or "UnidirectionalSequenceLSTMOptions" or "BidirectionalSequenceLSTMOptions" or "RNNOptions"
        or "SequenceRNNOptions" or "BidirectionalSequenceRNNOptions" or "SVDFOptions";
}
