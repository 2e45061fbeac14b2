using System.Collections.Frozen;
using OptRecipe.TFLite;
using static OptRecipe.TFLite.BuiltinOperator;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>What the flatbuffer quantizer says about an operator.</summary>
/// <param name="Version">The version that it writes at least, whatever the operator's types need.</param>
/// <param name="HasInt16">Whether int16 activations run: it quantizes to them and a kernel takes them.</param>
public sealed record FlatbufferRow(int Version, bool HasInt16);

/// <summary>The operators that the flatbuffer quantizer knows (it is the one behind int16x8).</summary>
/// <remarks>facts: operator-properties.yaml (flatbuffer_quantizer, kernel_integer_types). It also says int16 of SQUARED_DIFFERENCE and SCATTER_ND, which have no such kernel.</remarks>
public static class FlatbufferTable
{
    private static readonly FrozenDictionary<BuiltinOperator, FlatbufferRow> Rows = Both(1, ExpandDims, Reshape, Select, Shape, Squeeze, Unpack)
        .Concat(Both(2, Abs, Add, AveragePool2D, BatchMatmul, BatchToSpaceNd, Concatenation, Exp, Gather, Gelu, LeakyRelu, Log, Logistic, Maximum, MaxPool2D, Mean, Minimum, MirrorPad, Mul,
            Pack, Pad, Padv2, BuiltinOperator.Quantize, ReduceMax, ReduceMin, ReduceProd, Relu, Relu6, ResizeBilinear, ResizeNearestNeighbor, Rsqrt, Slice, Softmax, SpaceToBatchNd, Split,
            SplitV, Sqrt, StridedSlice, Sub, Sum, Tanh, Transpose))
        .Concat(Both(3, BroadcastTo, Conv2D, DepthwiseConv2D, Fill, GatherNd, ReverseV2, Tile, BuiltinOperator.TransposeConv))
        .Concat(Both(4, FullyConnected))
        .Concat(Only8(1, HardSwish, Prelu, ReluN1To1, ScatterNd))
        .Concat(Only8(2, ArgMax, DepthToSpace, BuiltinOperator.Equal, Greater, GreaterEqual, L2Normalization, Less, LessEqual, LogSoftmax, Lstm, NotEqual, SpaceToDepth, SquaredDifference, UnidirectionalSequenceLstm))
        .Concat(Only8(3, Svdf))
        .ToFrozenDictionary(entry => entry.Builtin, entry => entry.Row);

    /// <summary>Null for an operator that it leaves in float32.</summary>
    public static FlatbufferRow? Of(BuiltinOperator builtin) => Rows.GetValueOrDefault(builtin);

    /// <summary>How the output's scale comes about: TensorFlow Lite 2.9's kernel of SUM does not rescale int16.</summary>
    public static OutputScale ScaleOf(BuiltinOperator builtin, Int8Spec spec, TensorType type) => builtin == Sum && type == TensorType.Int16 ? OutputScale.SameAsOutput : spec.Scale;

    private static IEnumerable<(BuiltinOperator Builtin, FlatbufferRow Row)> Both(int version, params BuiltinOperator[] operators) => operators.Select(builtin => (builtin, new FlatbufferRow(version, true)));
    private static IEnumerable<(BuiltinOperator Builtin, FlatbufferRow Row)> Only8(int version, params BuiltinOperator[] operators) => operators.Select(builtin => (builtin, new FlatbufferRow(version, false)));
}
