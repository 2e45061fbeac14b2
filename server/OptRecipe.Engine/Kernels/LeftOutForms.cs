using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A form of operators that have a kernel for their other forms.</summary>
/// <param name="Reason">Words of the sentence with which the kernel refuses the form.</param>
public sealed record LeftOutForm(string Reason, params BuiltinOperator[] Operators);

/// <summary>The forms that kernels refuse with <see cref="KernelContext.NotDone"/>, beside the operators of <see cref="LeftOutTable"/>.</summary>
public static class LeftOutForms
{
    public static IReadOnlyList<LeftOutForm> Rows { get; } =
    [
        new("the int8 form with twelve intermediate tensors reads past its own tables in TensorFlow Lite", BuiltinOperator.Lstm, BuiltinOperator.UnidirectionalSequenceLstm),
        new("sparse weights of a recurrent operator are not unpacked",
            BuiltinOperator.Lstm, BuiltinOperator.UnidirectionalSequenceLstm, BuiltinOperator.BidirectionalSequenceLstm, BuiltinOperator.Rnn, BuiltinOperator.UnidirectionalSequenceRnn,
            BuiltinOperator.BidirectionalSequenceRnn, BuiltinOperator.Svdf),
        new("zero points of blocks: no kernel of any runtime reads them", BuiltinOperator.FullyConnected),
    ];

    public static IEnumerable<LeftOutForm> Of(BuiltinOperator op) => Rows.Where(row => row.Operators.Contains(op));
}
