using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Which kernel runs an operator: a line each.</summary>
public static partial class KernelTable
{
    /// <summary>A kernel for an operator, null when there is none: see <see cref="LeftOutTable"/> for why.</summary>
    public static Kernel? Create(OperatorCode code) =>
        code.Builtin == BuiltinOperator.Custom ? code.CustomCode is { } name && Custom.TryGetValue(name, out var custom) ? custom() : null
        : Builtin.TryGetValue(code.Builtin, out var factory) ? factory() : null;

    private static readonly Dictionary<string, Func<Kernel>> Custom = new(StringComparer.Ordinal)
    {
    };

    private static readonly Dictionary<BuiltinOperator, Func<Kernel>> Builtin = new()
    {
        // Convolutions and matrix products.
        [BuiltinOperator.Conv2D] = () => new Conv2D(),
        [BuiltinOperator.DepthwiseConv2D] = () => new DepthwiseConv2D(),
        [BuiltinOperator.TransposeConv] = () => new TransposeConv(),
        [BuiltinOperator.FullyConnected] = () => new FullyConnected(),

        // Elementwise, two operands.
        [BuiltinOperator.Add] = () => new AddSubtract<Addition>(1, "AddOptions"),
        [BuiltinOperator.Sub] = () => new AddSubtract<Subtraction>(-1, "SubOptions"),
        [BuiltinOperator.Mul] = () => new Multiply(),
        [BuiltinOperator.Div] = () => new Divide(),
        [BuiltinOperator.Maximum] = () => new MaximumMinimum<Above>(),
        [BuiltinOperator.Minimum] = () => new MaximumMinimum<Below>(),
        [BuiltinOperator.SquaredDifference] = () => new SquaredDifference(),
        [BuiltinOperator.FloorDiv] = () => new FloorDivide(),
        [BuiltinOperator.FloorMod] = () => new FloorMod(),
        [BuiltinOperator.Pow] = () => new Power(),
        [BuiltinOperator.Atan2] = () => new Arctangent2(),
        [BuiltinOperator.Prelu] = () => new ParametricRelu(),
        [BuiltinOperator.AddN] = () => new AddN(),
        [BuiltinOperator.Equal] = () => new Comparison<Equality>(),
        [BuiltinOperator.NotEqual] = () => new Comparison<Inequality>(),
        [BuiltinOperator.Less] = () => new Comparison<Below>(),
        [BuiltinOperator.LessEqual] = () => new Comparison<BelowOrEqual>(),
        [BuiltinOperator.Greater] = () => new Comparison<Above>(),
        [BuiltinOperator.GreaterEqual] = () => new Comparison<AboveOrEqual>(),
        [BuiltinOperator.LogicalAnd] = () => new Logical(isOr: false),
        [BuiltinOperator.LogicalOr] = () => new Logical(isOr: true),
        [BuiltinOperator.BitwiseXor] = () => new Bitwise<ExclusiveOr>(true, BitwiseTypes.UpTo32),
        [BuiltinOperator.RightShift] = () => new Bitwise<ShiftRight>(true, BitwiseTypes.UpTo32),
        [BuiltinOperator.Select] = () => new Select(broadcasts: false),
        [BuiltinOperator.SelectV2] = () => new Select(broadcasts: true),
        [BuiltinOperator.BroadcastTo] = () => new BroadcastTo(),
        [BuiltinOperator.BroadcastArgs] = () => new BroadcastArgs(),
        [BuiltinOperator.StableHloAdd] = () => new StableHlo<Addition>(isOr: true),
        [BuiltinOperator.StableHloMultiply] = () => new StableHlo<Multiplication>(isOr: false),
        [BuiltinOperator.StableHloMaximum] = () => new StableHlo<Larger>(isOr: true),
        [BuiltinOperator.StableHloMinimum] = () => new StableHlo<Smaller>(isOr: false),
        [BuiltinOperator.StableHloAnd] = () => new Bitwise<BitAnd>(false, BitwiseTypes.AllAndBool),
        [BuiltinOperator.StableHloShiftLeft] = () => new Bitwise<ShiftLeft>(false, TensorType.Int8, TensorType.Int16, TensorType.Int32),
        [BuiltinOperator.Range] = () => new NumberRange(),
        [BuiltinOperator.Fill] = () => new Fill(),
        [BuiltinOperator.OneHot] = () => new OneHot(),
        [BuiltinOperator.ZerosLike] = () => new ZerosLike(),
        [BuiltinOperator.Bucketize] = () => new Bucketize(),

        // Elementwise, one operand; normalization.
        [BuiltinOperator.Abs] = () => new Abs(),
        [BuiltinOperator.Neg] = () => new Neg(),
        [BuiltinOperator.Sign] = () => new Sign(),
        [BuiltinOperator.Ceil] = () => new FloatFunction<Ceil>(TensorType.Float32),
        [BuiltinOperator.Floor] = () => new FloatFunction<Floor>(TensorType.Float32, TensorType.Float16, TensorType.BFloat16),
        [BuiltinOperator.Round] = () => new FloatFunction<Round>(TensorType.Float32, TensorType.Float16, TensorType.BFloat16),
        [BuiltinOperator.Square] = () => new FloatFunction<Square>(TensorType.Float32),
        [BuiltinOperator.Sin] = () => new FloatFunction<Sin>(TensorType.Float32, TensorType.Float16),
        [BuiltinOperator.Cos] = () => new FloatFunction<Cos>(TensorType.Float32, TensorType.Float16),
        [BuiltinOperator.Exp] = () => new Exp(),
        [BuiltinOperator.Log] = () => new Log(),
        [BuiltinOperator.Sqrt] = () => new Sqrt(),
        [BuiltinOperator.Rsqrt] = () => new Rsqrt(),
        [BuiltinOperator.LogicalNot] = () => new LogicalNot(),
        [BuiltinOperator.Relu] = () => new Relu(0, float.PositiveInfinity, hasInt16: true),
        [BuiltinOperator.Relu6] = () => new Relu(0, 6, hasInt16: true),
        [BuiltinOperator.ReluN1To1] = () => new Relu(-1, 1),
        [BuiltinOperator.Relu0To1] = () => new Relu(0, 1),
        [BuiltinOperator.LeakyRelu] = () => new LeakyRelu(),
        [BuiltinOperator.Elu] = () => new Elu(),
        [BuiltinOperator.Gelu] = () => new Gelu(),
        [BuiltinOperator.HardSwish] = () => new HardSwish(),
        [BuiltinOperator.Logistic] = () => new Logistic(),
        [BuiltinOperator.Tanh] = () => new Tanh(),
        [BuiltinOperator.Real] = () => new ComplexPart<RealPart>(),
        [BuiltinOperator.Imag] = () => new ComplexPart<ImaginaryPart>(),
        [BuiltinOperator.ComplexAbs] = () => new ComplexPart<Magnitude>(),
        [BuiltinOperator.Rfft2D] = () => new Rfft2D(),
        [BuiltinOperator.Softmax] = () => new Softmax(),
        [BuiltinOperator.LogSoftmax] = () => new LogSoftmax(),
        [BuiltinOperator.L2Normalization] = () => new L2Normalization(),
        [BuiltinOperator.LocalResponseNormalization] = () => new LocalResponseNormalization(),

        // Conversion between types.
        [BuiltinOperator.Quantize] = () => new Quantize(),
        [BuiltinOperator.Dequantize] = () => new Dequantize(),
        [BuiltinOperator.Cast] = () => new Cast(),
        [BuiltinOperator.FakeQuant] = () => new FakeQuant(),
        [BuiltinOperator.Bitcast] = () => new Bitcast(),

        // Moving data, shapes.
        [BuiltinOperator.Reshape] = () => new Reshape(),
        [BuiltinOperator.Squeeze] = () => new Squeeze(),
        [BuiltinOperator.ExpandDims] = () => new ExpandDims(),
        [BuiltinOperator.Shape] = () => new Shape(),
        [BuiltinOperator.Rank] = () => new Rank(),
        [BuiltinOperator.Transpose] = () => new Transpose(),
        [BuiltinOperator.Concatenation] = () => new Concatenation(),
        [BuiltinOperator.Pack] = () => new Pack(),
        [BuiltinOperator.Unpack] = () => new Unpack(),
        [BuiltinOperator.Split] = () => new Split(),
        [BuiltinOperator.SplitV] = () => new SplitV(),
        [BuiltinOperator.Slice] = () => new Slice(),
        [BuiltinOperator.StridedSlice] = () => new StridedSlice(),
        [BuiltinOperator.Tile] = () => new Tile(),
        [BuiltinOperator.Pad] = () => new Pad(),
        [BuiltinOperator.Padv2] = () => new Pad(),
        [BuiltinOperator.MirrorPad] = () => new MirrorPad(),
        [BuiltinOperator.ReverseV2] = () => new ReverseV2(),
        [BuiltinOperator.ReverseSequence] = () => new ReverseSequence(),
        [BuiltinOperator.SpaceToDepth] = () => new SpaceAndDepth(isToDepth: true),
        [BuiltinOperator.DepthToSpace] = () => new SpaceAndDepth(isToDepth: false),
        [BuiltinOperator.SpaceToBatchNd] = () => new SpaceAndBatch(isToBatch: true),
        [BuiltinOperator.BatchToSpaceNd] = () => new SpaceAndBatch(isToBatch: false),
        [BuiltinOperator.DynamicUpdateSlice] = () => new DynamicUpdateSlice(),
        [BuiltinOperator.Dilate] = () => new Dilate(),
        [BuiltinOperator.StableHloPad] = () => new StableHloPad(),
        [BuiltinOperator.MatrixDiag] = () => new MatrixDiag(),
        [BuiltinOperator.MatrixSetDiag] = () => new MatrixSetDiag(),

        // Indexing, gathering, scattering.

        // Reduction, pooling, resizing, sorting.
        [BuiltinOperator.Mean] = () => new Mean(),
        [BuiltinOperator.Sum] = () => new Sum(),
        [BuiltinOperator.ReduceProd] = () => new ReduceProd(),
        [BuiltinOperator.ReduceMax] = () => new Reduce(ReduceFunction.Maximum),
        [BuiltinOperator.ReduceMin] = () => new Reduce(ReduceFunction.Minimum),
        [BuiltinOperator.ReduceAny] = () => new Reduce(ReduceFunction.Any),
        [BuiltinOperator.ReduceAll] = () => new Reduce(ReduceFunction.All),
        [BuiltinOperator.Cumsum] = () => new CumSum(),
        [BuiltinOperator.ReduceWindow] = () => new ReduceWindow(isStablehlo: false),
        [BuiltinOperator.StableHloReduceWindow] = () => new ReduceWindow(isStablehlo: true),
        [BuiltinOperator.ArgMax] = () => new ArgMinMax(isMaximum: true),
        [BuiltinOperator.ArgMin] = () => new ArgMinMax(isMaximum: false),
        [BuiltinOperator.TopkV2] = () => new TopK(),
        [BuiltinOperator.AveragePool2D] = () => new AveragePool2D(),
        [BuiltinOperator.MaxPool2D] = () => new MaxPool2D(),
        [BuiltinOperator.L2Pool2D] = () => new L2Pool2D(),
        [BuiltinOperator.ResizeBilinear] = () => new ResizeBilinear(),
        [BuiltinOperator.ResizeNearestNeighbor] = () => new ResizeNearestNeighbor(),

        // Recurrent.
        [BuiltinOperator.Lstm] = () => new Lstm(),
        [BuiltinOperator.UnidirectionalSequenceLstm] = () => new SequenceLstm("UnidirectionalSequenceLSTMOptions"),
        [BuiltinOperator.BidirectionalSequenceLstm] = () => new BidirectionalSequenceLstm(),
        [BuiltinOperator.Rnn] = () => new SequenceRnn("RNNOptions"),
        [BuiltinOperator.UnidirectionalSequenceRnn] = () => new SequenceRnn("SequenceRNNOptions"),
        [BuiltinOperator.BidirectionalSequenceRnn] = () => new BidirectionalSequenceRnn(),
        [BuiltinOperator.Svdf] = () => new Svdf(),

        // Control flow, resources, strings, random numbers.
    };
}
