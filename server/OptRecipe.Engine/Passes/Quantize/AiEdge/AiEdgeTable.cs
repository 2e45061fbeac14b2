using System.Collections.Frozen;
using System.Collections.Immutable;
using OptRecipe.TFLite;
using static OptRecipe.TFLite.BuiltinOperator;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>What ai-edge-quantizer's policy allows for the weights of an operator.</summary>
/// <param name="Dimension">The channel dimension; counted from the end where it is negative.</param>
/// <param name="Static">Widths beside integer activations.</param>
/// <param name="Dynamic">Widths beside float activations that the kernel quantizes.</param>
/// <param name="Block">Of these the widths that may have a scale for each block.</param>
/// <param name="WeightOnly">Widths behind a DEQUANTIZE.</param>
public sealed record AiEdgeWeights(int Operand, int Dimension, ImmutableArray<int> Static, ImmutableArray<int> Dynamic, ImmutableArray<int> Block, ImmutableArray<int> WeightOnly);

/// <summary>What ai-edge-quantizer knows about an operator.</summary>
/// <param name="IsStatic">Whether activations become int8.</param>
/// <param name="HasInt16">Whether they may become int16.</param>
public sealed record AiEdgeRow(OutputScale Scale, bool IsStatic, bool HasInt16, AiEdgeWeights? Weights = null);

/// <summary>The operators that ai-edge-quantizer quantizes, by its default policy.</summary>
/// <remarks>facts: operator-properties.yaml (ai_edge_quantizer), golden/aeq/README.md.</remarks>
public static class AiEdgeTable
{
    private static readonly FrozenDictionary<BuiltinOperator, AiEdgeRow> Rows = Plain(OutputScale.Free, true, Add, Div, BuiltinOperator.Equal, Gelu, Mean, Mul, NotEqual, Relu, Rsqrt, Sqrt, Sub, Sum)
        .Concat(Plain(OutputScale.SameAsInput, true, AveragePool2D, BroadcastTo, Gather, GatherNd, MaxPool2D, MirrorPad, Pad, ReduceMin, Reshape, ResizeBilinear, ResizeNearestNeighbor, Slice,
            Split, StridedSlice, Transpose, Unpack))
        .Concat(Plain(OutputScale.SameAsOutput, true, Concatenation, DynamicUpdateSlice, Maximum, Pack, Padv2, Select, SelectV2))
        .Concat(Plain(OutputScale.Fixed, true, Logistic, Softmax, Tanh))
        .Concat(Plain(OutputScale.Free, false, HardSwish, SquaredDifference))
        .Concat(Plain(OutputScale.SameAsInput, false, SpaceToDepth))
        .Append(Weighted(Conv2D, new(1, 0, [8, 4], [8, 4, 2], [], [8, 4])))
        .Append(Weighted(FullyConnected, new(1, 0, [8, 4], [8, 4, 2], [4, 2], [8, 4])))
        .Append(Weighted(DepthwiseConv2D, new(1, 3, [8], [8], [], [8])))
        .Append(Weighted(BuiltinOperator.TransposeConv, new(1, 0, [8], [8], [], [8])))
        .Append(Weighted(BatchMatmul, new(1, -1, [8], [8], [], [8, 4])))
        .Append(new(EmbeddingLookup, new(OutputScale.Free, false, false, new(1, 0, [], [8, 4, 2], [4], [8, 4]))))
        .ToFrozenDictionary();

    /// <summary>Null for an operator that it leaves in float32.</summary>
    public static AiEdgeRow? Of(BuiltinOperator builtin) => Rows.GetValueOrDefault(builtin);

    /// <summary>The channel dimension of an operator's weights in a tensor of this rank.</summary>
    public static int DimensionOf(AiEdgeWeights weights, Operator @operator, int rank)
    {
        if (weights.Dimension >= 0) return weights.Dimension;
        // The right-hand side of BATCH_MATMUL: the results' columns.
        var isTransposed = @operator.Options is { } options && options.Schema.IndexOf("adj_y") >= 0 && options.Bool("adj_y");
        return rank - (isTransposed ? 2 : 1);
    }

    private static IEnumerable<KeyValuePair<BuiltinOperator, AiEdgeRow>> Plain(OutputScale scale, bool hasInt16, params BuiltinOperator[] operators) =>
        operators.Select(builtin => KeyValuePair.Create(builtin, new AiEdgeRow(scale, true, hasInt16)));

    private static KeyValuePair<BuiltinOperator, AiEdgeRow> Weighted(BuiltinOperator builtin, AiEdgeWeights weights) => new(builtin, new(OutputScale.Free, true, true, weights));
}
