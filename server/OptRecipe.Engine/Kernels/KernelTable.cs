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
        // Convolutions and matrix products.
        ["Convolution2DTransposeBias"] = () => new Convolution2DTransposeBias(),
    };

    private static readonly Dictionary<BuiltinOperator, Func<Kernel>> Builtin = new()
    {
        // Convolutions and matrix products.
        [BuiltinOperator.Conv2D] = () => new Conv2D(),
        [BuiltinOperator.DepthwiseConv2D] = () => new DepthwiseConv2D(),
        [BuiltinOperator.TransposeConv] = () => new TransposeConv(),
        [BuiltinOperator.FullyConnected] = () => new FullyConnected(),
        [BuiltinOperator.BatchMatmul] = () => new BatchMatMul(),
        [BuiltinOperator.Conv3D] = () => new Conv3D(),
        [BuiltinOperator.Conv3DTranspose] = () => new Conv3DTranspose(),
        [BuiltinOperator.EmbeddingLookup] = () => new EmbeddingLookup(),
        [BuiltinOperator.EmbeddingLookupSparse] = () => new EmbeddingLookupSparse(),
        [BuiltinOperator.Densify] = () => new Densify(),

        // Elementwise, two operands.

        // Elementwise, one operand; normalization.

        // Conversion between types.

        // Moving data, shapes.
        [BuiltinOperator.Reshape] = () => new Reshape(),

        // Indexing, gathering, scattering.

        // Reduction, pooling, resizing, sorting.

        // Recurrent.

        // Control flow, resources, strings, random numbers.
    };
}
