using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>BIDIRECTIONAL_SEQUENCE_RNN: two cells over one sequence, one of them from its end; outputs in two tensors or joined in their last dimension. A second input is
/// added to both cells through weights of its own; where it has none the backward cell reads it, in time-major sequences only. Formula: <see cref="RnnCell"/>.</summary>
internal sealed class BidirectionalSequenceRnn : Kernel
{
    private const string Schema = "BidirectionalSequenceRNNOptions";
    private const int AuxiliaryInput = 9, ForwardWeights = 10, BackwardWeights = 11;
    private RnnCell? _forward, _backward;
    private bool _isMerged, _hasAuxiliaryWeights, _isTimeMajor;
    private int _passes;

    public override void Prepare(KernelContext context)
    {
        (_isMerged, _isTimeMajor) = (context.Bool(Schema, "merge_outputs"), context.Bool(Schema, "time_major"));
        var outputCount = _isMerged ? 1 : 2;
        if (context.InputCount != 12 || context.OutputCount != outputCount)
            throw context.Refusal($"it has {context.InputCount} inputs and {context.OutputCount} outputs, 12 and {outputCount} are expected");
        var (input, second) = (context.Input(0), context.OptionalInput(AuxiliaryInput));
        var sequence = RecurrentSequence.Of(context, input, 3, _isTimeMajor);
        _hasAuxiliaryWeights = context.OptionalInput(ForwardWeights) is not null;
        if (_hasAuxiliaryWeights != context.OptionalInput(BackwardWeights) is not null) throw context.Refusal("only one of the two cells has auxiliary weights");
        if (second is not null)
            context.Expect(second, "auxiliary input", TensorType.Float32, input.Dim(0), input.Dim(1), _hasAuxiliaryWeights && second.Rank == 3 ? second.Dim(2) : input.Dim(2));
        var auxiliary = _hasAuxiliaryWeights ? context.Input(AuxiliaryInput) : null;
        _forward = new(context, Schema, 1, input, sequence, auxiliary, ForwardWeights);
        _backward = new(context, Schema, 5, input, sequence, auxiliary, BackwardWeights);
        if (_forward.IsHybrid != _backward.IsHybrid) throw context.Refusal("the weights of the two cells are of different types");
        // TensorFlow Lite runs a hybrid time-major sequence as often as it has steps, each time from the state that the last pass left.
        _passes = _forward.IsHybrid && _isTimeMajor ? sequence.Steps : 1;
        for (var index = 0; index < outputCount; index++)
        {
            if (context.Output(index).Type != TensorType.Float32) throw context.UnsupportedType(context.Output(index));
            context.Resize(context.Output(index), input.Dim(0), input.Dim(1), _isMerged ? checked(_forward.Units + _backward.Units) : index == 0 ? _forward.Units : _backward.Units);
        }
    }

    public override void Run(KernelContext context)
    {
        var (input, second) = (context.Input(0), context.OptionalInput(AuxiliaryInput));
        var auxiliary = _hasAuxiliaryWeights ? second : null;
        var backwardInput = auxiliary is null && second is not null && _isTimeMajor ? second : input;
        for (var pass = 0; pass < _passes; pass++)
        {
            _forward?.Run(context, input, auxiliary, context.Output(0));
            _backward?.Run(context, backwardInput, auxiliary, context.Output(_isMerged ? 0 : 1), isForward: false, _isMerged ? _forward?.Units ?? 0 : 0);
        }
    }
}
