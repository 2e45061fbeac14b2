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

        // Elementwise, two operands.

        // Elementwise, one operand; normalization.

        // Conversion between types.

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
        [BuiltinOperator.Gather] = () => new Gather(),
        [BuiltinOperator.GatherNd] = () => new GatherNd(),
        [BuiltinOperator.ScatterNd] = () => new ScatterNd(),
        [BuiltinOperator.SparseToDense] = () => new SparseToDense(),
        [BuiltinOperator.Where] = () => new Where(),
        [BuiltinOperator.Unique] = () => new Unique(),
        [BuiltinOperator.HashtableLookup] = () => new HashtableLookup(),
        [BuiltinOperator.SegmentSum] = () => new SegmentSum(),
        [BuiltinOperator.UnsortedSegmentSum] = () => new UnsortedSegment(Combination.Add),
        [BuiltinOperator.UnsortedSegmentProd] = () => new UnsortedSegment(Combination.Multiply),
        [BuiltinOperator.UnsortedSegmentMax] = () => new UnsortedSegment(Combination.Maximum),
        [BuiltinOperator.UnsortedSegmentMin] = () => new UnsortedSegment(Combination.Minimum),
        [BuiltinOperator.StableHloGather] = () => new StableHloGather(),
        [BuiltinOperator.StableHloScatter] = () => new StableHloScatter(),

        // Reduction, pooling, resizing, sorting.

        // Recurrent.

        // Control flow, resources, strings, random numbers.
    };
}
