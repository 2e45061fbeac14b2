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

        // Indexing, gathering, scattering.

        // Reduction, pooling, resizing, sorting.

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
