using System.Collections.Immutable;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.TFLite.Facts;

/// <summary>Float: nothing is quantized. Float16Weights: constants are FLOAT16. Weights: integer weights, float activations (dynamic range or weight-only). Mixed: integer and float
/// activations. Integer: all activations between the model's ends are integers.</summary>
public enum QuantizationState { Float, Float16Weights, Weights, Mixed, Integer }

/// <param name="Weights">Types of the quantized constants, in the order of their numbers.</param>
/// <param name="Activations">Types of the quantized activations.</param>
/// <param name="Tensors">Every quantized tensor.</param>
/// <param name="HasFakeQuantization">FAKE_QUANT operators stand in the graph: it comes out of quantization-aware training and was not converted.</param>
public sealed record QuantizationFacts(QuantizationState State, ImmutableArray<TensorType> Weights, ImmutableArray<TensorType> Activations, ImmutableArray<QuantizedTensor> Tensors, bool HasFakeQuantization)
{
    public bool IsQuantized => State != QuantizationState.Float;

    internal static QuantizationFacts Of(Model model)
    {
        var tensors = ImmutableArray.CreateBuilder<QuantizedTensor>();
        var (weights, activations) = (new SortedSet<TensorType>(), new SortedSet<TensorType>());
        bool hasFloat16 = false, hasFloatActivation = false;
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            var graph = new GraphView(model, subgraph);
            for (var index = 0; index < graph.Subgraph.Tensors.Length; index++)
            {
                var tensor = graph.Subgraph.Tensors[index];
                var isConstant = graph.IsConstant(index);
                hasFloat16 |= isConstant && tensor.Type == TensorType.Float16;
                // The ends of an integer model may be float: what a QUANTIZE reads or a DEQUANTIZE writes is no float computation.
                hasFloatActivation |= !isConstant && tensor.Type == TensorType.Float32 && graph.Producer(index) >= 0 && !IsDequantized(model, graph, index);
                if (!IsInteger(tensor.Type) || tensor.Quantization is not { IsQuantized: true } quantization) continue;
                tensors.Add(new(subgraph, index, tensor.Type, isConstant, quantization.ScaleCount));
                (isConstant ? weights : activations).Add(tensor.Type);
            }
        }
        var state = activations.Count > 0 ? hasFloatActivation ? QuantizationState.Mixed : QuantizationState.Integer
            : weights.Count > 0 ? QuantizationState.Weights : hasFloat16 ? QuantizationState.Float16Weights : QuantizationState.Float;
        return new(state, [.. weights], [.. activations], tensors.ToImmutable(), model.OperatorCodes.Any(code => code.Builtin == BuiltinOperator.FakeQuant));
    }

    private static bool IsInteger(TensorType type) => type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.Int4 or TensorType.UInt4 or TensorType.Int2;

    private static bool IsDequantized(Model model, GraphView graph, int tensor) =>
        graph.Subgraph.Operators[graph.Producer(tensor)].OpcodeIndex is var code && code < model.OperatorCodes.Length && model.OperatorCodes[(int)code].Builtin == BuiltinOperator.Dequantize;
}

public sealed record QuantizedTensor(int Subgraph, int Tensor, TensorType Type, bool IsConstant, int ScaleCount);
