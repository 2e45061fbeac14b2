using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Models;

/// <param name="Quantization">In words: <c>scale 0.00392, zero point -128</c>, <c>64 scales along dimension 0</c>; null when not quantized.</param>
public sealed record TensorSummary(int Index, string? Name, string Type, ImmutableArray<int> Shape, string? Quantization)
{
    /// <summary><c>FLOAT32 1×28×28×1</c>.</summary>
    public string TypeAndShape => Shape.IsEmpty ? $"{Type} scalar" : $"{Type} {string.Join('×', Shape)}";
}

public sealed record OperatorCount(string Operator, int Version, int Count, long MultiplyAccumulates);

/// <summary>A model in figures, from its structure alone.</summary>
/// <param name="Operators">All subgraphs, most multiply-accumulates first, then by name.</param>
/// <param name="Parameters">Elements of all constant tensors.</param>
/// <param name="MinimumRuntime">The oldest TensorFlow or LiteRT release that knows all operator versions; null when an operator is not in the tables.</param>
public sealed record ModelSummary(
    ImmutableArray<TensorSummary> Inputs, ImmutableArray<TensorSummary> Outputs, ImmutableArray<OperatorCount> Operators, long Parameters, long MultiplyAccumulates,
    string? MinimumRuntime, ImmutableArray<string> Signatures, ImmutableArray<string> Metadata)
{
    public int OperatorTotal => Operators.Sum(row => row.Count);

    public static ModelSummary Of(Model model)
    {
        var operators = model.Subgraphs
            .SelectMany(subgraph => subgraph.Operators.Select(op => (Code: model.OperatorCodes[(int)op.OpcodeIndex], Macs: TFLite.Operators.MultiplyAccumulates.Count(model, subgraph, op))))
            .GroupBy(row => (row.Code.Name, row.Code.Version))
            .Select(group => new OperatorCount(group.Key.Name, group.Key.Version, group.Count(), group.Sum(row => row.Macs)))
            .OrderByDescending(row => row.MultiplyAccumulates).ThenBy(row => row.Operator, StringComparer.Ordinal).ThenBy(row => row.Version)
            .ToImmutableArray();
        var main = model.Subgraphs.IsEmpty ? new() : model.Subgraphs[0];
        return new(
            [.. main.Inputs.Select(index => Summary(main, index))], [.. main.Outputs.Select(index => Summary(main, index))], operators,
            model.Subgraphs.Sum(subgraph => subgraph.Tensors.Where(tensor => tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty).Sum(Elements)),
            operators.Sum(row => row.MultiplyAccumulates), OperatorVersions.MinimumRuntime(model)?.ToString(),
            [.. model.Signatures.Select(signature => signature.Key ?? "")], [.. model.Metadata.Select(entry => entry.Name ?? "")]);
    }

    private static TensorSummary Summary(Subgraph subgraph, int index)
    {
        if (index < 0 || index >= subgraph.Tensors.Length) return new(index, null, "?", [], null);
        var tensor = subgraph.Tensors[index];
        return new(index, tensor.Name, tensor.Type.Name(), tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape : tensor.ShapeSignature, InWords(tensor.Quantization));
    }

    private static string? InWords(Quantization? quantization) => quantization switch
    {
        null or { IsQuantized: false } => null,
        { Details: BlockwiseQuantization blocks } => $"blocks of {blocks.BlockSize}",
        { ScaleCount: 1, Scales: { IsDefaultOrEmpty: false } scales } => $"scale {scales[0]:G6}, zero point {(quantization.ZeroPoints.IsDefaultOrEmpty ? 0 : quantization.ZeroPoints[0])}",
        _ => $"{quantization.ScaleCount} scales along dimension {quantization.QuantizedDimension}",
    };

    private static long Elements(Tensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * Math.Max(size, 0));
}
