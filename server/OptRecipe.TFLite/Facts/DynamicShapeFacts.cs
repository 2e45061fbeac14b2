using System.Collections.Immutable;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.TFLite.Facts;

/// <summary>Shapes that are known only at run time, in one subgraph.</summary>
/// <param name="Inputs">Inputs whose shape signature has −1.</param>
/// <param name="FirstOperators">Operators that make dynamic tensors out of static ones, in order: WHERE, RESHAPE to a computed shape …</param>
/// <param name="TensorCount">Tensors that become dynamic, inputs among them; what follows from the inputs follows from their batch or size.</param>
public sealed record DynamicShapeFacts(int Subgraph, ImmutableArray<int> Inputs, ImmutableArray<OperatorAddress> FirstOperators, int TensorCount)
{
    internal static ImmutableArray<DynamicShapeFacts> Of(Model model)
    {
        var all = ImmutableArray.CreateBuilder<DynamicShapeFacts>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            if (Of(model, subgraph) is { TensorCount: > 0 } found) all.Add(found);
        return all.ToImmutable();
    }

    private static DynamicShapeFacts Of(Model model, int subgraphIndex)
    {
        var graph = new GraphView(model, subgraphIndex);
        var subgraph = graph.Subgraph;
        var isDynamic = new bool[subgraph.Tensors.Length];
        for (var tensor = 0; tensor < isDynamic.Length; tensor++) isDynamic[tensor] = IsOpen(subgraph.Tensors[tensor]);
        var inputs = subgraph.Inputs.Where(tensor => tensor >= 0 && tensor < isDynamic.Length && isDynamic[tensor]).ToImmutableArray();
        var first = ImmutableArray.CreateBuilder<OperatorAddress>();
        foreach (var index in graph.TopologicalOrder)
        {
            var op = subgraph.Operators[index];
            var builtin = op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Builtin : BuiltinOperator.Custom;
            if (builtin is BuiltinOperator.Shape or BuiltinOperator.Rank) continue;
            var readsDynamic = op.Inputs.Any(tensor => tensor >= 0 && tensor < isDynamic.Length && isDynamic[tensor]);
            var makesDynamic = MakesDynamic(graph, op, builtin);
            if (!readsDynamic && makesDynamic) first.Add(new(subgraphIndex, index));
            if (!readsDynamic && !makesDynamic) continue;
            foreach (var tensor in op.Outputs)
                if (tensor >= 0 && tensor < isDynamic.Length) isDynamic[tensor] = true;
        }
        return new(subgraphIndex, inputs, first.ToImmutable(), isDynamic.Count(value => value));
    }

    private static bool IsOpen(Tensor tensor) => (!tensor.ShapeSignature.IsDefault && tensor.ShapeSignature.Contains(-1)) || (!tensor.Shape.IsDefault && tensor.Shape.Contains(-1));

    /// <summary>Operators whose output shape is a value: always unknown, or unknown when the operand that says it is computed.</summary>
    private static bool MakesDynamic(GraphView graph, Operator op, BuiltinOperator builtin)
    {
        if (ShapeOperands.DependsOnData(builtin)) return true;
        foreach (var position in ShapeOperands.Of(builtin))
            if (IsComputed(graph, op, position)) return true;
        return false;
    }

    private static bool IsComputed(GraphView graph, Operator op, int position) =>
        position < op.Inputs.Length && op.Inputs[position] is >= 0 and var tensor && tensor < graph.Subgraph.Tensors.Length && !graph.IsConstant(tensor);
}
