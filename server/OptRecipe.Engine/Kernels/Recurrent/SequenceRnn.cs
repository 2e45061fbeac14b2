using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>UNIDIRECTIONAL_SEQUENCE_RNN over [batch, time, input] or [time, batch, input], and RNN, which is one step over [batch, input]. Formula: <see cref="RnnCell"/>.</summary>
internal sealed class SequenceRnn(string schema) : Kernel
{
    private RnnCell? _cell;

    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var sequence = schema == "RNNOptions" ? RecurrentSequence.Of(context, input, 2, true) : RecurrentSequence.Of(context, input, 3, context.Bool(schema, "time_major"));
        if (output.Type != TensorType.Float32) throw context.UnsupportedType(output);
        _cell = new(context, schema, 1, input, sequence);
        context.Resize(output, [.. input.Shape.AsSpan()[..^1], _cell.Units]);
    }

    public override void Run(KernelContext context) => _cell?.Run(context, context.Input(0), null, context.Output(0));
}
