using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>In which forms an operator's weights can be stored: what there are kernels for in TensorFlow Lite, operator by operator.</summary>
/// <remarks>facts: quantization.md §14 (the AI Edge Quantizer's policy and the kernels behind it). 8-bit weights with one scale or one per channel are every operator's own
/// business (<see cref="QuantizationSpec"/>); here stands what is narrower.</remarks>
public static class WeightForms
{
    private static readonly ImmutableArray<BuiltinOperator> FourBitHybrid = [BuiltinOperator.Conv2D, BuiltinOperator.EmbeddingLookup, BuiltinOperator.FullyConnected];
    private static readonly ImmutableArray<BuiltinOperator> FourBitInteger = [BuiltinOperator.Conv2D, BuiltinOperator.FullyConnected];
    private static readonly ImmutableArray<BuiltinOperator> FourBitDequantized = [BuiltinOperator.BatchMatmul, BuiltinOperator.Conv2D, BuiltinOperator.EmbeddingLookup, BuiltinOperator.FullyConnected];
    private static readonly ImmutableArray<BuiltinOperator> Blocks = [BuiltinOperator.EmbeddingLookup, BuiltinOperator.FullyConnected];

    /// <summary>Why these weights of an operator cannot be stored so, as the rest of a sentence; null when they can.</summary>
    /// <param name="weights">The constant itself: blocks have to fill its rows.</param>
    public static string? Missing(BuiltinOperator builtin, QuantizeScheme scheme, WeightOptions options, Tensor weights)
    {
        if (scheme is QuantizeScheme.Float16 or QuantizeScheme.Float32) return null;
        if (options.Granularity == WeightGranularity.Block && Block(builtin, options, weights) is { } missing) return missing;
        if (options.Bits == 8) return null;
        var known = (scheme, options.Bits) switch
        {
            (QuantizeScheme.Int8 or QuantizeScheme.Int16X8, 2) => [],
            (QuantizeScheme.Int8 or QuantizeScheme.Int16X8, _) => FourBitInteger,
            (QuantizeScheme.WeightOnly, 4) => FourBitDequantized,
            _ => FourBitHybrid,
        };
        return known.Contains(builtin) ? null : $"has no kernel for {options.Bits}-bit weights{(scheme is QuantizeScheme.Int8 or QuantizeScheme.Int16X8 ? " with integer activations" : "")}";
    }

    private static string? Block(BuiltinOperator builtin, WeightOptions options, Tensor weights) =>
        !Blocks.Contains(builtin) ? "has no kernel for weights with a scale per block"
        : weights.Shape is not [_, .., var row] ? $"has weights of {weights.Shape.Length} dimensions, which have no rows to cut into blocks"
        : options.BlockSize <= 0 || row % options.BlockSize != 0 ? $"has weights of {row:N0} elements in a row, which {options.BlockSize} does not divide"
        : null;
}
