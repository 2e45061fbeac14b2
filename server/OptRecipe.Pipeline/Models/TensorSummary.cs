using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Models;

/// <param name="Shape">With -1 for dimensions known only at run time.</param>
/// <param name="Quantization">In words: <c>scale 0.00392157, zero point -128: holds 0 to 1</c>, <c>64 scales along dimension 0</c>; null when not quantized.</param>
public sealed record TensorSummary(int Index, string? Name, string Type, ImmutableArray<int> Shape, string? Quantization)
{
    /// <summary><c>FLOAT32 1×28×28×1</c>; a dimension known only at run time is <c>?</c>.</summary>
    public string TypeAndShape => Shape.IsEmpty ? $"{Type} scalar" : $"{Type} {string.Join('×', Shape.Select(size => size < 0 ? "?" : $"{size}"))}";

    /// <summary>A tensor of a subgraph; an index that leads nowhere gives a row that says so.</summary>
    public static TensorSummary Of(Subgraph subgraph, int index)
    {
        if (index < 0 || index >= subgraph.Tensors.Length) return new(index, null, "?", [], null);
        var tensor = subgraph.Tensors[index];
        var shape = tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape : tensor.ShapeSignature;
        return new(index, tensor.Name, tensor.Type.Name(), shape.IsDefault ? [] : shape, InWords(tensor.Type, tensor.Quantization));
    }

    private static string? InWords(TensorType type, Quantization? quantization) => quantization switch
    {
        null or { IsQuantized: false } => null,
        { Details: BlockwiseQuantization blocks } => $"a scale per block of {blocks.BlockSize}",
        { Details: MultiAxisQuantization axes } => $"scales along dimensions {string.Join(" and ", axes.QuantizedDimensions)}, blocks of {axes.BlockSize}",
        { Details: CustomQuantization custom } => $"custom quantization of {custom.Custom.Length} bytes",
        { PlannedScaleCount: 1 } => "one scale, which a run finds",
        { ScaleCount: 1, Scales: [var scale, ..] } => OneScale(type, scale, quantization.ZeroPoints is { IsDefaultOrEmpty: false } points ? points[0] : 0),
        { ScaleCount: 0 } => "a kind of quantization that this version does not know",
        _ => $"{quantization.ScaleCount} scales along dimension {quantization.QuantizedDimension}",
    };

    /// <summary>With the numbers that the type can hold then.</summary>
    private static string OneScale(TensorType type, float scale, long zeroPoint) => $"scale {scale:G6}, zero point {zeroPoint}" + (Range(type) is var (lowest, highest)
        ? $": holds {(double)scale * (lowest - zeroPoint):G4} to {(double)scale * (highest - zeroPoint):G4}" : "");

    private static (int Lowest, int Highest)? Range(TensorType type) => type switch
    {
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.Int4 => (-8, 7),
        TensorType.Int2 => (-2, 1),
        TensorType.UInt4 => (0, 15),
        _ => null,
    };
}
