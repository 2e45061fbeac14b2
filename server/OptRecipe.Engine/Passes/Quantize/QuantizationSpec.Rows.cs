using System.Collections.Immutable;
using OptRecipe.TFLite;
using static OptRecipe.TFLite.BuiltinOperator;

namespace OptRecipe.Engine.Passes.Quantize;

// Facts: operator-properties.yaml (mlir_quantizer, kernel_integer_types, dynamic_range), op-versions.yaml (min_runtime), quantization.md §7, §12.
public sealed partial record QuantizationSpec
{
    private const string NoIntegerKernel = "has no full-integer kernel, it is quantized by dynamic range only";

    private static IEnumerable<QuantizationSpec> Rows() =>
    [
        .. Plain(OutputScale.Free, [0], Abs, Exp, Gelu, HardSwish, LeakyRelu, Log, Mean, ReduceProd, Relu, Relu6, ReluN1To1, Relu0To1, Rsqrt, Sqrt, Sum, BuiltinOperator.Quantize),
        .. Plain(OutputScale.Free, [0, 1], Add, Div, Mul, SquaredDifference, Sub),
        .. Plain(OutputScale.Fixed, [0], L2Normalization, Logistic, LogSoftmax, Softmax, Tanh),
        .. Plain(OutputScale.SameAsInput, [0], AveragePool2D, BatchToSpaceNd, BroadcastTo, DepthToSpace, ExpandDims, GatherNd, MaxPool2D, MirrorPad, Pad,
            ReduceMax, ReduceMin, Reshape, ResizeBilinear, ResizeNearestNeighbor, ReverseSequence, ReverseV2, Slice, SpaceToBatchNd, SpaceToDepth, SplitV, Squeeze, StridedSlice,
            Tile, TopkV2, Transpose, Unique, Unpack),
        .. Plain(OutputScale.SameAsInput, [1], Fill, Split),
        .. Plain(OutputScale.SymmetricAsOutput, [0], MatrixDiag),
        .. Plain(OutputScale.SymmetricAsOutput, [1], ScatterNd),
        .. Plain(OutputScale.SameAsInput, [0, 1], DynamicUpdateSlice, MatrixSetDiag),
        .. Plain(OutputScale.SameAsInput, [0, 2], Padv2),
        .. Plain(OutputScale.SameAsInput, [1, 2], Select, SelectV2),
        .. Plain(OutputScale.SameAsInput, [2, 3], SparseToDense),
        .. Plain(OutputScale.SameAsOutput, [], Concatenation, Maximum, Minimum, Pack),
        .. Comparing([0], ArgMax, ArgMin, BuiltinOperator.Rank, Shape),
        .. Comparing([0, 1], BuiltinOperator.Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual),
        new(Prelu, new([0], OutputScale.Free) { Weights = [1] }, "", null),
        Weighted(Conv2D, 0, 1, 0, 2, Form(2, 4, perChannel: true), Form(1, 14)),
        Weighted(DepthwiseConv2D, 0, 1, 3, 2, Form(2, 3, perChannel: true), Form(2, 2)),
        Weighted(FullyConnected, 0, 1, 0, 2, Form(2, 17, perChannel: true, asymmetric: true), Form(2, 3, asymmetric: true), Form(1, 14)),
        // TensorFlow Lite 2.9 refuses int8 weights with a float32 input ("weights->type != input->type"); the converter writes them since 2.17.
        Weighted(BuiltinOperator.TransposeConv, 2, 1, 0, 3, Form(2, 17, perChannel: true)),
        new(BatchMatmul, new([0, 1], OutputScale.Free), "", new([1], 0, -1, [Form(2, 5, asymmetric: true), Form(2, 3)])),
        new(Gather, new([0], OutputScale.SameAsInput), "", new([0], -1, -1, [])),
        new(EmbeddingLookup, new([], OutputScale.Free) { Weights = [1], QuantizedDimension = 0, HasInt8Output = false }, "",
            new([1], -1, 0, [Form(2, 18, perChannel: true), Form(1, 14)])),
        new(Svdf, new([0], OutputScale.Free) { Weights = [1], Int16 = [2, 4], Biases = [3], FusedActivations = [ActivationFunctionType.Relu], BiasScales = ImmutableDictionary<int, ImmutableArray<int>>.Empty.Add(3, [2, 4]) }, "", new([1, 2], 0, -1, [Form(2, 3, asymmetric: true), Form(1, 14)])),
        new(Lstm, LongShortTermMemory, "", new([.. Enumerable.Range(1, 11), 16], 0, -1, [Form(2, 3, asymmetric: true), Form(1, 14)])),
        new(UnidirectionalSequenceLstm, LongShortTermMemory, "", new([.. Enumerable.Range(1, 11), 16], 0, -1, [Form(2, 3, asymmetric: true), Form(1, 14)])),
        new(BidirectionalSequenceLstm, null, NoIntegerKernel,
            new([.. Enumerable.Range(1, 11), 16, .. Enumerable.Range(18, 11), 33, .. Enumerable.Range(40, 8)], 0, -1, [Form(1, 14, asymmetric: true)])),
        new(UnidirectionalSequenceRnn, null, NoIntegerKernel, new([1, 2], 0, -1, [Form(2, 3, asymmetric: true), Form(1, 14)])),
        // The converter's older quantizer gives these two int8 weights, today's does not.
        .. Missing("has no full-integer kernel", Rnn, BidirectionalSequenceRnn),
        .. Missing("moves variables, which are quantized only behind a private switch of the converter", AssignVariable, ReadVariable, VarHandle),
        .. Missing("finds non-zero values of floats, which the converter does not quantize", Where),
        .. Missing("has no quantized type in its definition", OneHot),
    ];

    private static Int8Spec LongShortTermMemory { get; } = new([0, 18], OutputScale.Free)
    {
        Weights = [1, 2, 3, 4, 5, 6, 7, 8, 16],
        Biases = [12, 13, 14, 15, 17],
        Int16 = [9, 10, 11, 19, 20, 21, 22, 23],
        BiasScales = ImmutableDictionary<int, ImmutableArray<int>>.Empty.Add(12, [0, 1]).Add(13, [0, 2]).Add(14, [0, 3]).Add(15, [0, 4]),
        FusedActivations = [],
        SharedRangeOperand = 18,
        HiddenBias = 17,
        HiddenWeights = 16,
        IntermediateCount = 5,
        LeastOperands = 20,
    };

    private static IEnumerable<QuantizationSpec> Plain(OutputScale scale, ImmutableArray<int> activations, params BuiltinOperator[] operators) =>
        operators.Select(builtin => new QuantizationSpec(builtin, new(activations, scale), "", null));

    private static IEnumerable<QuantizationSpec> Comparing(ImmutableArray<int> activations, params BuiltinOperator[] operators) =>
        operators.Select(builtin => new QuantizationSpec(builtin, new(activations, OutputScale.Free) { HasInt8Output = false }, "", null));

    private static IEnumerable<QuantizationSpec> Missing(string reason, params BuiltinOperator[] operators) =>
        operators.Select(builtin => new QuantizationSpec(builtin, null, reason, null));

    private static QuantizationSpec Weighted(BuiltinOperator builtin, int activation, int weights, int dimension, int bias, params HybridForm[] forms) => new(builtin,
        new([activation], OutputScale.Free) { Weights = [weights], QuantizedDimension = dimension, Biases = [bias] }, "", new([weights], activation, dimension, [.. forms]));

    private static HybridForm Form(int major, int minor, bool perChannel = false, bool asymmetric = false) => new(perChannel, asymmetric, new(major, minor, 0));
}
