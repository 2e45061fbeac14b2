using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>BIDIRECTIONAL_SEQUENCE_LSTM: two cells over one sequence, one of them from its end. The outputs are two tensors, or joined in their last dimension. A second input
/// is added to both cells through weights of its own, or, where it has none, is what the backward cell reads. Float activations. Formula: <see cref="FloatLstmCell"/>.</summary>
internal sealed class BidirectionalSequenceLstm : Kernel
{
    private const string Schema = "BidirectionalSequenceLSTMOptions";
    private const int AuxiliaryInput = 39, AuxiliaryWeights = 41;
    private FloatLstmCell? _forward, _backward;
    private bool _isMerged;
    private int _offset;

    public override void Prepare(KernelContext context)
    {
        _isMerged = context.Bool(Schema, "merge_outputs");
        var outputCount = _isMerged ? 1 : 2;
        if (context.InputCount != 48 || context.OutputCount != outputCount)
            throw context.Refusal($"it has {context.InputCount} inputs and {context.OutputCount} outputs, 48 and {outputCount} are expected");
        var input = context.Input(0);
        if (input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        var sequence = RecurrentSequence.Of(context, input, 3, context.Bool(Schema, "time_major"));
        if (context.OptionalInput(AuxiliaryInput) is { } second)
            context.Expect(second, "auxiliary input", TensorType.Float32, input.Dim(0), input.Dim(1), HasAuxiliaryWeights(context) && second.Rank == 3 ? second.Dim(2) : input.Dim(2));
        var auxiliary = HasAuxiliaryWeights(context) ? context.Input(AuxiliaryInput) : null;
        var forward = new LstmOperands(context, LstmLayout.Forward, input, sequence.Batches, auxiliary);
        var backward = new LstmOperands(context, LstmLayout.Backward, input, sequence.Batches, auxiliary);
        if (forward.Output.Input.Type != backward.Output.Input.Type) throw context.Refusal($"the weights are {forward.Output.Input.Type.Name()} forwards and {backward.Output.Input.Type.Name()} backwards");
        _offset = _isMerged ? forward.Outputs : 0;
        for (var index = 0; index < outputCount; index++)
        {
            if (context.Output(index).Type != TensorType.Float32) throw context.UnsupportedType(context.Output(index));
            context.Resize(context.Output(index), input.Dim(0), input.Dim(1), _isMerged ? checked(forward.Outputs + backward.Outputs) : index == 0 ? forward.Outputs : backward.Outputs);
        }
        var attributes = LstmAttributes.Of(context, Schema);
        (_forward, _backward) = (new(context, forward, attributes, sequence), new(context, backward, attributes, sequence));
    }

    public override void Run(KernelContext context)
    {
        var (input, second) = (context.Input(0), context.OptionalInput(AuxiliaryInput));
        var auxiliary = HasAuxiliaryWeights(context) ? second : null;
        _forward?.Run(context, input, auxiliary, context.Output(0), isForward: true, offset: 0);
        _backward?.Run(context, auxiliary is null && second is not null ? second : input, auxiliary, context.Output(_isMerged ? 0 : 1), isForward: false, _offset);
    }

    private static bool HasAuxiliaryWeights(KernelContext context) => context.OptionalInput(AuxiliaryWeights) is not null;
}
