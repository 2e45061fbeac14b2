using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>Bytes of weights as the file stores them.</summary>
public static class WeightBytes
{
    /// <summary>The weights of one operator, also those behind a DEQUANTIZE; a tensor that it reads twice counts once.</summary>
    public static long Of(Model model, OperatorAddress address) => BuffersOf(model, address).Distinct().Sum(buffer => model.Buffers[buffer].Data.Length);

    /// <summary>The weights of several operators; what they share counts once.</summary>
    public static long Of(Model model, IEnumerable<OperatorAddress> addresses) => addresses.SelectMany(address => BuffersOf(model, address)).Distinct().Sum(buffer => model.Buffers[buffer].Data.Length);

    private static IEnumerable<int> BuffersOf(Model model, OperatorAddress address)
    {
        var subgraph = model.Subgraphs[address.Subgraph];
        var op = subgraph.Operators[address.Index];
        if (OperatorTable.Find(model, op) is not { } row) yield break;
        for (var operand = 0; operand < op.Inputs.Length; operand++)
        {
            if (row.Role(operand) is not (OperandRole.Weights or OperandRole.Coefficients)) continue;
            if (Stored(model, subgraph, op.Inputs[operand]) is > 0 and var buffer) yield return buffer;
        }
    }

    private static int Stored(Model model, Subgraph subgraph, int tensor)
    {
        if (tensor < 0 || tensor >= subgraph.Tensors.Length) return 0;
        var buffer = subgraph.Tensors[tensor].Buffer;
        if (buffer > 0 && buffer < model.Buffers.Length && model.Buffers[(int)buffer].Data.Length > 0) return (int)buffer;
        var producer = subgraph.Operators.FirstOrDefault(op => op.Outputs.Contains(tensor));
        if (producer is null || producer.OpcodeIndex >= model.OperatorCodes.Length || model.OperatorCodes[(int)producer.OpcodeIndex].Builtin != BuiltinOperator.Dequantize) return 0;
        var source = producer.Inputs.Length > 0 ? producer.Inputs[0] : -1;
        return source >= 0 && source < subgraph.Tensors.Length && subgraph.Tensors[source].Buffer < model.Buffers.Length ? (int)subgraph.Tensors[source].Buffer : 0;
    }
}
