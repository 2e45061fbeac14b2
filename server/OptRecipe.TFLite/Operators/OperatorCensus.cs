using System.Collections.Immutable;

namespace OptRecipe.TFLite.Operators;

/// <summary>How often an operator stands in a model, and what it costs.</summary>
/// <param name="MultiplyAccumulates">Of one invocation, all its places together.</param>
/// <param name="DataBytes">Of the constants it reads. A buffer counts once: for the first operator that reads it.</param>
public sealed record OperatorCount(string Operator, int Version, int Count, long MultiplyAccumulates, long DataBytes);

/// <summary>The operators of a model by kind and version.</summary>
public static class OperatorCensus
{
    /// <summary>All subgraphs, most multiply-accumulates first, then most bytes, then by name. Bears indices that lead nowhere; reads no weights.</summary>
    public static ImmutableArray<OperatorCount> Of(Model model)
    {
        var counted = new HashSet<uint>();
        var rows = new Dictionary<(string Name, int Version), OperatorCount>();
        foreach (var subgraph in model.Subgraphs)
        {
            foreach (var op in subgraph.Operators)
            {
                var key = op.OpcodeIndex < model.OperatorCodes.Length && model.OperatorCodes[(int)op.OpcodeIndex] is var code ? (code.Name, code.Version) : ($"operator code {op.OpcodeIndex}", 0);
                var row = rows.GetValueOrDefault(key) ?? new(key.Item1, key.Item2, 0, 0, 0);
                rows[key] = row with
                {
                    Count = row.Count + 1,
                    MultiplyAccumulates = row.MultiplyAccumulates + Operators.MultiplyAccumulates.Count(model, subgraph, op),
                    DataBytes = row.DataBytes + DataBytes(model, subgraph, op, counted),
                };
            }
        }
        return
        [
            .. rows.Values.OrderByDescending(row => row.MultiplyAccumulates).ThenByDescending(row => row.DataBytes)
                .ThenBy(row => row.Operator, StringComparer.Ordinal).ThenBy(row => row.Version),
        ];
    }

    /// <summary>Elements of the constants that operators compute with: weights, biases, tables; not shapes, axes and other integers that only steer. A buffer counts once.</summary>
    public static long Parameters(Model model)
    {
        var counted = new HashSet<uint>();
        long parameters = 0;
        foreach (var subgraph in model.Subgraphs)
        {
            foreach (var op in subgraph.Operators)
            {
                var row = OperatorTable.Find(model, op);
                for (var position = 0; position < op.Inputs.Length; position++)
                {
                    if (row?.Role(position) is OperandRole.Parameter or OperandRole.State || Constant(model, subgraph, op.Inputs[position]) is not { } tensor) continue;
                    if (counted.Add(tensor.Buffer)) parameters += Math.Max(0, TensorSize.ElementCount(tensor));
                }
            }
        }
        return parameters;
    }

    private static long DataBytes(Model model, Subgraph subgraph, Operator op, HashSet<uint> counted)
    {
        long bytes = 0;
        foreach (var input in op.Inputs)
            if (Constant(model, subgraph, input) is { } tensor && counted.Add(tensor.Buffer)) bytes += model.Buffers[(int)tensor.Buffer].Data.Length;
        return bytes;
    }

    private static Tensor? Constant(Model model, Subgraph subgraph, int index) =>
        index >= 0 && index < subgraph.Tensors.Length && subgraph.Tensors[index] is { Buffer: > 0 } tensor && tensor.Buffer < model.Buffers.Length && model.Buffers[(int)tensor.Buffer].Data.Length > 0 ? tensor : null;
}
