using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <param name="LeastCompared">The share of cases that the library has to run: the rest it may refuse or die of.</param>
internal sealed record Generator(Action<CaseWriter> Write, int CaseCount = 30, double LeastCompared = 0.7);

/// <summary>How cases of an operator are written. The types are those that TensorFlow Lite 2.9 accepts.</summary>
internal static class Generators
{
    private static readonly T[] Movable = [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32, T.Int64, T.Bool];
    private static readonly T[] Numbers = [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8, T.Int16];
    private static readonly T[] Quantized = [T.Float32, T.Int8, T.UInt8, T.Int16];

    public static readonly Dictionary<BuiltinOperator, Generator> Table = new()
    {
        // Elementwise, one operand.
        [BuiltinOperator.Abs] = new(c => Elementwise.Unary(c, [T.Float32, T.Int8, T.Int16], Tolerance.Exact)),
        [BuiltinOperator.Neg] = new(c => Elementwise.Unary(c, [T.Float32, T.Int32, T.Int64], Tolerance.Exact)),
        [BuiltinOperator.Ceil] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Exact)),
        [BuiltinOperator.Floor] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Exact)),
        [BuiltinOperator.Round] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Exact)),
        [BuiltinOperator.Square] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Exact)),
        [BuiltinOperator.Sqrt] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Exact)),
        [BuiltinOperator.Rsqrt] = new(Elementwise.InverseRoot),
        [BuiltinOperator.Sin] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Elementwise)),
        [BuiltinOperator.Cos] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Elementwise)),
        [BuiltinOperator.Exp] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Elementwise)),
        [BuiltinOperator.Log] = new(c => Elementwise.Unary(c, [T.Float32], Tolerance.Elementwise)),
        [BuiltinOperator.Elu] = new(c => Elementwise.Unary(c, [T.Float32, T.Int8], Tolerance.Approximation)),
        [BuiltinOperator.Gelu] = new(c => Elementwise.Unary(c.Option("approximate", c.Chance(0.5)), [T.Float32, T.Int8, T.UInt8], Tolerance.Gelu)),
        [BuiltinOperator.HardSwish] = new(c => Elementwise.Unary(c, [T.Float32, T.Int8, T.UInt8], Tolerance.Elementwise)),
        [BuiltinOperator.Logistic] = new(c => Elementwise.Sigmoid(c, 1 / 256f, -128)),
        [BuiltinOperator.Tanh] = new(c => Elementwise.Sigmoid(c, 1 / 128f, 0)),
        [BuiltinOperator.Relu] = new(c => Elementwise.Unary(c, Quantized, Tolerance.ExactButDenormals)),
        [BuiltinOperator.Relu6] = new(c => Elementwise.Unary(c, Quantized, Tolerance.ExactButDenormals)),
        [BuiltinOperator.ReluN1To1] = new(c => Elementwise.Unary(c, [T.Float32, T.Int8, T.UInt8], Tolerance.ExactButDenormals)),
        [BuiltinOperator.LeakyRelu] = new(c => Elementwise.Unary(c.Option("alpha", c.Pick(0f, 0.1f, 0.3f, 1f, 1.5f, -0.2f)), Quantized, Tolerance.ExactButDenormals)),
        [BuiltinOperator.LogicalNot] = new(c => Elementwise.Unary(c, [T.Bool], Tolerance.Exact), 20),
        [BuiltinOperator.ZerosLike] = new(c => Elementwise.Unary(c, [T.Float32, T.Int32, T.Int64], Tolerance.Exact), 20),
        [BuiltinOperator.FakeQuant] = new(Elementwise.FakeQuant),
        [BuiltinOperator.Real] = new(c => Elementwise.Complex(c)),
        [BuiltinOperator.Imag] = new(c => Elementwise.Complex(c)),
        [BuiltinOperator.ComplexAbs] = new(c => Elementwise.Complex(c)),
        [BuiltinOperator.Bucketize] = new(Elementwise.Bucketize, 20),
        [BuiltinOperator.Cast] = new(Conversion.Cast, 70),
        [BuiltinOperator.Quantize] = new(Conversion.Quantize, 60),
        [BuiltinOperator.Dequantize] = new(Conversion.Dequantize),

        // Elementwise, two operands.
        [BuiltinOperator.Add] = new(c => Binary.Fused(c, Numbers), 60),
        [BuiltinOperator.Sub] = new(c => Binary.Fused(c, Numbers), 60),
        [BuiltinOperator.Mul] = new(c => Binary.Fused(c, Numbers), 60),
        [BuiltinOperator.Div] = new(c => Binary.Fused(c, [T.Float32, T.Int32, T.UInt8])),
        [BuiltinOperator.Maximum] = new(c => Binary.SameScale(c, Numbers)),
        [BuiltinOperator.Minimum] = new(c => Binary.SameScale(c, Numbers)),
        [BuiltinOperator.SquaredDifference] = new(c => Binary.Plain(c, [T.Float32, T.Int32, T.Int8], Tolerance.Exact)),
        [BuiltinOperator.FloorDiv] = new(c => Binary.Plain(c, [T.Float32, T.Int32], Tolerance.Exact, isDivision: true)),
        [BuiltinOperator.FloorMod] = new(c => Binary.Plain(c, [T.Float32, T.Int32, T.Int64], Tolerance.Elementwise, isDivision: true)),
        [BuiltinOperator.Pow] = new(Binary.Power),
        [BuiltinOperator.Prelu] = new(c => Binary.Plain(c, [T.Float32, T.Int8, T.UInt8], Tolerance.ExactButDenormals)),
        [BuiltinOperator.AddN] = new(Binary.AddMany),
        [BuiltinOperator.Equal] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8, T.Bool])),
        [BuiltinOperator.NotEqual] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8, T.Bool])),
        [BuiltinOperator.Less] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.LessEqual] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.Greater] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.GreaterEqual] = new(c => Binary.Compare(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.LogicalAnd] = new(c => Binary.Compare(c, [T.Bool]), 20),
        [BuiltinOperator.LogicalOr] = new(c => Binary.Compare(c, [T.Bool]), 20),
        [BuiltinOperator.Select] = new(c => Binary.Choose(c, Movable, broadcasts: false)),
        [BuiltinOperator.SelectV2] = new(c => Binary.Choose(c, Movable, broadcasts: true)),

        // Moving data, shapes.
        [BuiltinOperator.Reshape] = new(c => Moving.Reshape(c, Movable)),
        [BuiltinOperator.Squeeze] = new(c => Moving.Squeeze(c, Movable)),
        [BuiltinOperator.ExpandDims] = new(c => Moving.ExpandDims(c, Movable)),
        [BuiltinOperator.Shape] = new(c => Moving.Facts(c, "out_type"), 20),
        [BuiltinOperator.Rank] = new(c => Moving.Facts(c, null), 15),
        [BuiltinOperator.Transpose] = new(c => Moving.Transpose(c, Movable), 40),
        [BuiltinOperator.Concatenation] = new(c => Moving.Concatenation(c, Movable), 45),
        [BuiltinOperator.Pack] = new(c => Moving.Pack(c, Movable)),
        [BuiltinOperator.Unpack] = new(c => Moving.Unpack(c, Movable)),
        [BuiltinOperator.Split] = new(c => Moving.Split(c, [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32])),
        [BuiltinOperator.SplitV] = new(c => Moving.SplitV(c, [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32, T.Int64])),
        [BuiltinOperator.Slice] = new(c => Moving.Slice(c, Movable), 40),
        [BuiltinOperator.StridedSlice] = new(c => Moving.StridedSlice(c, Movable), 120),
        [BuiltinOperator.Tile] = new(c => Moving.Tile(c, [T.Float32, T.Int32, T.Int64, T.UInt8, T.Bool])),
        [BuiltinOperator.Pad] = new(c => Moving.Pad(c, [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32, T.Int64], hasValue: false), 40),
        [BuiltinOperator.Padv2] = new(c => Moving.Pad(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64], hasValue: true), 40),
        [BuiltinOperator.MirrorPad] = new(c => Moving.MirrorPad(c, [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32, T.Int64])),
        [BuiltinOperator.ReverseV2] = new(c => Moving.Reverse(c, [T.Float32, T.UInt8, T.Int16, T.Int32, T.Int64, T.Bool])),
        [BuiltinOperator.ReverseSequence] = new(c => Moving.ReverseSequence(c, [T.Float32, T.UInt8, T.Int16, T.Int32, T.Int64])),
        [BuiltinOperator.SpaceToDepth] = new(c => Moving.SpaceAndDepth(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64], isToDepth: true)),
        [BuiltinOperator.DepthToSpace] = new(c => Moving.SpaceAndDepth(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64], isToDepth: false)),
        [BuiltinOperator.SpaceToBatchNd] = new(c => Moving.SpaceToBatch(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64])),
        [BuiltinOperator.BatchToSpaceNd] = new(c => Moving.BatchToSpace(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64])),
        [BuiltinOperator.BroadcastTo] = new(c => Moving.BroadcastTo(c, Movable)),
        [BuiltinOperator.BroadcastArgs] = new(Moving.BroadcastArgs, 20),
        [BuiltinOperator.DynamicUpdateSlice] = new(c => Moving.UpdateSlice(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.Bool])),
        [BuiltinOperator.MatrixDiag] = new(c => Moving.MatrixDiag(c, Movable, isSet: false)),
        [BuiltinOperator.MatrixSetDiag] = new(c => Moving.MatrixDiag(c, Movable, isSet: true)),

        // Making and indexing.
        [BuiltinOperator.Fill] = new(c => Indexing.Fill(c, [T.Float32, T.Int32, T.Int64, T.Bool, T.Int8, T.Int16])),
        [BuiltinOperator.Range] = new(Indexing.Range),
        [BuiltinOperator.OneHot] = new(c => Indexing.OneHot(c, [T.Float32, T.Int32, T.Int64, T.Bool, T.Int8, T.UInt8])),
        [BuiltinOperator.Gather] = new(c => Indexing.Gather(c, Movable), 50),
        [BuiltinOperator.GatherNd] = new(c => Indexing.GatherNd(c, [T.Float32, T.Int8, T.UInt8, T.Int16, T.Int32, T.Int64])),
        [BuiltinOperator.ScatterNd] = new(c => Indexing.ScatterNd(c, [T.Float32, T.Int8, T.UInt8, T.Int32, T.Int64])),
        [BuiltinOperator.SparseToDense] = new(c => Indexing.SparseToDense(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.Where] = new(c => Indexing.Where(c, [T.Bool, T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8])),
        [BuiltinOperator.Unique] = new(c => Indexing.Unique(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8, T.Int16])),
        [BuiltinOperator.SegmentSum] = new(c => Indexing.SegmentSum(c, [T.Float32, T.Int32])),
        [BuiltinOperator.EmbeddingLookup] = new(Indexing.EmbeddingLookup),
        [BuiltinOperator.HashtableLookup] = new(Indexing.HashtableLookup),
        [BuiltinOperator.EmbeddingLookupSparse] = new(Indexing.EmbeddingLookupSparse),
        [BuiltinOperator.ArgMax] = new(Reduction.Arg),
        [BuiltinOperator.ArgMin] = new(Reduction.Arg),
        [BuiltinOperator.TopkV2] = new(Reduction.TopK),

        // Reduction, normalization.
        [BuiltinOperator.Mean] = new(c => Reduction.Reduce(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8, T.Int16], isSum: true), 60),
        [BuiltinOperator.Sum] = new(c => Reduction.Reduce(c, [T.Float32, T.Int32, T.Int64, T.Int8, T.UInt8], isSum: true), 60),
        [BuiltinOperator.ReduceProd] = new(c => Reduction.Reduce(c, [T.Float32, T.Int32, T.Int64], isProduct: true), 40),
        [BuiltinOperator.ReduceMax] = new(c => Reduction.Reduce(c, Numbers), 40),
        [BuiltinOperator.ReduceMin] = new(c => Reduction.Reduce(c, Numbers), 40),
        [BuiltinOperator.ReduceAny] = new(c => Reduction.Reduce(c, [T.Bool])),
        [BuiltinOperator.ReduceAll] = new(c => Reduction.Reduce(c, [T.Bool])),
        [BuiltinOperator.Cumsum] = new(Reduction.CumSum),
        [BuiltinOperator.Softmax] = new(c => Normalization.Softmax(c, isLog: false), 50),
        [BuiltinOperator.LogSoftmax] = new(c => Normalization.Softmax(c, isLog: true), 40),
        [BuiltinOperator.L2Normalization] = new(Normalization.L2),
        [BuiltinOperator.LocalResponseNormalization] = new(Normalization.LocalResponse),

        // Windows.
        [BuiltinOperator.AveragePool2D] = new(c => Windows.Pool(c, Quantized), 60),
        [BuiltinOperator.MaxPool2D] = new(c => Windows.Pool(c, Quantized), 60),
        [BuiltinOperator.L2Pool2D] = new(c => Windows.Pool(c, [T.Float32])),
        [BuiltinOperator.ResizeBilinear] = new(c => Windows.Resize(c, Quantized), 60),
        [BuiltinOperator.ResizeNearestNeighbor] = new(c => Windows.Resize(c, Quantized), 50),

        // Products.
        [BuiltinOperator.FullyConnected] = new(Products.FullyConnected, 80),
        [BuiltinOperator.BatchMatmul] = new(Products.BatchMatMul, 60),
        [BuiltinOperator.Conv2D] = new(c => Products.Convolution(c, isDepthwise: false), 80),
        [BuiltinOperator.DepthwiseConv2D] = new(c => Products.Convolution(c, isDepthwise: true), 80),
        [BuiltinOperator.TransposeConv] = new(Products.TransposeConvolution, 60),
        [BuiltinOperator.Conv3D] = new(Products.Convolution3D),
        [BuiltinOperator.Conv3DTranspose] = new(Products.TransposeConvolution3D),

        [BuiltinOperator.Rfft2D] = new(Products.Fourier),

        // Recurrent and detection.
        [BuiltinOperator.BidirectionalSequenceRnn] = new(Recurrent.BidirectionalRnn),
        [BuiltinOperator.NonMaxSuppressionV4] = new(c => Indexing.Suppress(c, isSoft: false)),
        [BuiltinOperator.NonMaxSuppressionV5] = new(c => Indexing.Suppress(c, isSoft: true)),
        [BuiltinOperator.Rnn] = new(c => Recurrent.Rnn(c, isSequence: false)),
        [BuiltinOperator.UnidirectionalSequenceRnn] = new(c => Recurrent.Rnn(c, isSequence: true)),
        [BuiltinOperator.Svdf] = new(Recurrent.Svdf),
        [BuiltinOperator.UnidirectionalSequenceLstm] = new(c => Recurrent.Lstm(c, isSequence: true)),
        [BuiltinOperator.Lstm] = new(c => Recurrent.Lstm(c, isSequence: false)),
    };
}
