using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>UNIDIRECTIONAL_SEQUENCE_LSTM over [batch, time, input] or [time, batch, input], and the full form of LSTM, which is one step over [batch, input]. The output has
/// the number of outputs as last dimension. Formulas: <see cref="FloatLstmCell"/>, <see cref="IntegerLstmCell"/>.</summary>
internal sealed class SequenceLstm(string schema) : Kernel
{
    private LstmCell? _cell;

    public override void Prepare(KernelContext context)
    {
        if (context.InputCount is not (20 or 24)) throw context.Refusal($"the LSTM has {context.InputCount} inputs, 20 or 24 are expected");
        var (input, output) = (context.Input(0), context.Output(0));
        var sequence = schema == "LSTMOptions" ? RecurrentSequence.Of(context, input, 2, true) : RecurrentSequence.Of(context, input, 3, context.Bool(schema, "time_major"));
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, the input {input.Type.Name()}");
        var operands = new LstmOperands(context, LstmLayout.Unidirectional, input, sequence.Batches, null);
        context.Resize(output, [.. input.Shape.AsSpan()[..^1], operands.Outputs]);
        _cell = LstmCell.Of(context, operands, LstmAttributes.Of(context, schema), input, output, sequence);
    }

    public override void Run(KernelContext context) => _cell?.Run(context, context.Input(0), null, context.Output(0), isForward: true, offset: 0);
}
