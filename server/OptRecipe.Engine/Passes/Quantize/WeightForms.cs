using System.Collections.Immutable;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>In which forms an operator's weights can be stored: what there are kernels for in TensorFlow Lite, operator by operator.</summary>
/// <remarks>facts: quantization.md §14 (the AI Edge Quantizer's policy and the kernels behind it). 8-bit weights with one scale or one per channel are every operator's own
/// business (<see cref="QuantizationSpec"/>); here stands what is narrower, from <see cref="AiEdgeTable"/>.</remarks>
public static class WeightForms
{
    /// <summary>Why these weights of an operator cannot be stored so, as the rest of a sentence; null when they can.</summary>
    /// <param name="weights">The constant itself: blocks have to fill its rows.</param>
    public static string? Missing(BuiltinOperator builtin, QuantizeScheme scheme, WeightOptions options, Tensor weights)
    {
        if (scheme is QuantizeScheme.Float16 or QuantizeScheme.Float32) return null;
        var row = AiEdgeTable.Of(builtin)?.Weights;
        if (options.Granularity == WeightGranularity.Block) return Block(row, options, weights);
        if (options.Bits == 8) return null;
        ImmutableArray<int> known = row is null ? [] : scheme switch { QuantizeScheme.Int8 or QuantizeScheme.Int16X8 => row.Static, QuantizeScheme.WeightOnly => row.WeightOnly, _ => row.Dynamic };
        return known.Contains(options.Bits) ? null : $"has no kernel for {options.Bits}-bit weights{(scheme is QuantizeScheme.Int8 or QuantizeScheme.Int16X8 ? " with integer activations" : "")}";
    }

    private static string? Block(AiEdgeWeights? row, WeightOptions options, Tensor weights) =>
        row is not { Block.IsEmpty: false } ? "has no kernel for weights with a scale per block"
        : !row.Block.Contains(options.Bits) ? $"has no kernel for {options.Bits}-bit weights with a scale per block"
        : weights.Shape is not [_, .., var length] ? $"has weights of {weights.Shape.Length} dimensions, which have no rows to cut into blocks"
        : options.BlockSize <= 0 || length % options.BlockSize != 0 ? $"has weights of {length:N0} elements in a row, which {options.BlockSize} does not divide"
        : null;
}
