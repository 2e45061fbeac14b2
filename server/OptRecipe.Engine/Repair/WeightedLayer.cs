using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>A weighted operator of a quantized model and its float form. Tensors by index in their main graph; −1 for none.</summary>
/// <param name="Index">The operator's index in the quantized model.</param>
/// <param name="FloatIndex">In the float model.</param>
internal sealed record WeightedLayer(int Index, int FloatIndex, BuiltinOperator Builtin, LayerTensors Quantized, LayerTensors Float)
{
    /// <summary>The weighted operators of the main graph that both models have, in the quantized model's order.</summary>
    public static IEnumerable<WeightedLayer> Find(Model reference, Model quantized)
    {
        var (before, after) = (reference.Subgraphs[0], quantized.Subgraphs[0]);
        var pairs = TensorPairs.Match(before, after);
        var makers = new Dictionary<int, int>();
        foreach (var (index, @operator) in before.Operators.Index())
            foreach (var output in @operator.Outputs) makers.TryAdd(output, index);
        var reached = -1;
        foreach (var (index, @operator) in after.Operators.Index())
        {
            var builtin = quantized.CodeOf(@operator).Builtin;
            if (OperandsOf(builtin) is not { } operands || @operator.Outputs is not [>= 0 and var output] || pairs[output] < 0) continue;
            // Both models are walked forward together.
            if (!makers.TryGetValue(pairs[output], out var maker) || maker <= reached || reference.CodeOf(before.Operators[maker]).Builtin != builtin) continue;
            var (own, wanted) = (TensorsOf(quantized, @operator, operands), TensorsOf(reference, before.Operators[maker], operands));
            if (own is null || wanted is null || !after.Tensors[own.Weights].Shape.SequenceEqual(before.Tensors[wanted.Weights].Shape)) continue;
            if (before.Tensors[wanted.Weights].Type != TensorType.Float32) continue;
            reached = maker;
            yield return new(index, maker, builtin, own, wanted);
        }
    }

    private static (int Input, int Weights, int Bias)? OperandsOf(BuiltinOperator builtin) => builtin switch
    {
        BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected => (0, 1, 2),
        BuiltinOperator.TransposeConv => (2, 1, 3),
        _ => null,
    };

    private static LayerTensors? TensorsOf(Model model, Operator @operator, (int Input, int Weights, int Bias) operands)
    {
        var graph = model.Subgraphs[0];
        if (graph.Input(@operator, operands.Input) is null || graph.Input(@operator, operands.Weights) is null) return null;
        var weights = Constant(model, @operator.Inputs[operands.Weights]);
        if (weights < 0) return null;
        var bias = graph.Input(@operator, operands.Bias) is null ? -1 : @operator.Inputs[operands.Bias];
        return new(@operator.Inputs[operands.Input], weights, bias, @operator.Outputs[0]);
    }

    private static int Constant(Model model, int tensor)
    {
        var graph = model.Subgraphs[0];
        if (model.IsConstant(graph.Tensors[tensor])) return tensor;
        var maker = graph.Operators.FirstOrDefault(@operator => @operator.Outputs.Contains(tensor));
        return maker is { Inputs: [>= 0 and var source, ..] } && model.CodeOf(maker).Builtin == BuiltinOperator.Dequantize && model.IsConstant(graph.Tensors[source]) ? source : -1;
    }
}

/// <summary>The tensors of a weighted operator.</summary>
/// <param name="Weights">The constant; where a DEQUANTIZE stands between, the one behind it.</param>
internal sealed record LayerTensors(int Input, int Weights, int Bias, int Output);
