using System.Runtime.InteropServices;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Quantize;

/// <summary>The float graph that an int8 model was made of: weights and biases dequantized, QUANTIZE and DEQUANTIZE at the border left out.</summary>
internal static class FloatModel
{
    public static Model Of(Model model)
    {
        var graph = model.Subgraphs[0];
        var builder = new ModelBuilder();
        var tensors = new Dictionary<int, int>();
        foreach (var input in graph.Inputs) tensors[input] = builder.Input(graph.Tensors[input].Name ?? "input", TensorType.Float32, [.. graph.Tensors[input].Shape]);
        foreach (var op in graph.Operators)
        {
            var code = model.OperatorCodes[(int)op.OpcodeIndex];
            if (code.Builtin is BuiltinOperator.Quantize or BuiltinOperator.Dequantize)
            {
                tensors[op.Outputs[0]] = tensors[op.Inputs[0]];
                continue;
            }
            var output = graph.Tensors[op.Outputs[0]];
            tensors[op.Outputs[0]] = builder.Add(code.Builtin, output.Name ?? "", TensorType.Float32, [.. output.Shape], [.. op.Inputs.Select(Operand)], op.Options);
        }
        return builder.Output(tensors[graph.Outputs[0]]).Build();

        int Operand(int index)
        {
            if (index < 0 || tensors.TryGetValue(index, out var known)) return index < 0 ? index : tensors[index];
            var tensor = graph.Tensors[index];
            var bytes = model.Buffers[(int)tensor.Buffer].Data.ToMemory().Span;
            return tensors[index] = tensor.Quantization is not { Scales.IsDefaultOrEmpty: false } quantization
                ? builder.Constant<byte>(tensor.Name ?? "", tensor.Type, [.. tensor.Shape], bytes)
                : builder.Constant<float>(tensor.Name ?? "", TensorType.Float32, [.. tensor.Shape], Real(bytes, tensor, quantization));
        }
    }

    private static float[] Real(ReadOnlySpan<byte> bytes, Tensor tensor, Quantization quantization)
    {
        var stored = tensor.Type == TensorType.Int32 ? MemoryMarshal.Cast<byte, int>(bytes).ToArray() : Array.ConvertAll(bytes.ToArray(), value => (int)(sbyte)value);
        var inner = tensor.Shape.Skip(quantization.QuantizedDimension + 1).Aggregate(1, (product, size) => product * size);
        var (scales, zeros) = (quantization.Scales, quantization.ZeroPoints);
        return [.. stored.Select((value, index) =>
        {
            var channel = scales.Length == 1 ? 0 : index / inner % scales.Length;
            return scales[channel] * (value - (zeros.IsDefaultOrEmpty ? 0 : zeros[channel]));
        })];
    }
}
