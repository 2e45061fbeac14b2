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
        // Reduction, pooling, resizing, sorting.
        ["TFLite_Detection_PostProcess"] = () => new DetectionPostProcess(),
        ["MaxPoolingWithArgmax2D"] = () => new MaxPoolWithArgmax(isMediaPipe: true),
        ["MaxPoolWithArgmax"] = () => new MaxPoolWithArgmax(isMediaPipe: false),
        ["MaxUnpooling2D"] = () => new MaxUnpooling(),
    };

    private static readonly Dictionary<BuiltinOperator, Func<Kernel>> Builtin = new()
    {
        // Convolutions and matrix products.

        // Elementwise, two operands.

        // Elementwise, one operand; normalization.

        // Conversion between types.

        // Moving data, shapes.
        [BuiltinOperator.Reshape] = () => new Reshape(),

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
        [BuiltinOperator.NonMaxSuppressionV4] = () => new NonMaxSuppression(isSoft: false),
        [BuiltinOperator.NonMaxSuppressionV5] = () => new NonMaxSuppression(isSoft: true),
        [BuiltinOperator.RandomUniform] = () => new RandomNumbers(isNormal: false),
        [BuiltinOperator.RandomStandardNormal] = () => new RandomNumbers(isNormal: true),
        [BuiltinOperator.Multinomial] = () => new Multinomial(),
        [BuiltinOperator.StableHloRngBitGenerator] = () => new RngBitGenerator(),

        // Recurrent.

        // Control flow, resources, strings, random numbers.
    };
}
