using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>REVERSE_SEQUENCE: for each entry b of dimension <c>batch_dim</c> the first lengths[b] entries of dimension <c>seq_dim</c> turned round, the rest as it is.</summary>
internal sealed class ReverseSequence : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int[] _strides = [];
    private int _sequence, _batch, _bits;

    protected override void Check(KernelContext context)
    {
        var (input, lengths, options) = (context.Input(0), context.Input(1), context.OptionsOf("ReverseSequenceOptions"));
        _bits = 8 * context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        IntegerValues.CheckType(context, lengths);
        (_sequence, _batch) = (options.Int32("seq_dim"), options.Int32("batch_dim"));
        if (_sequence < 0 || _batch < 0 || _sequence == _batch || _sequence >= input.Rank || _batch >= input.Rank)
            throw context.Refusal($"the dimensions {_sequence} (sequence) and {_batch} (batch) are not two of {input}");
        if (lengths.Rank != 1 || lengths.Count != input.Dim(_batch)) throw context.Refusal($"the lengths are {lengths}, {input.Dim(_batch)} are expected");
        _strides = MovingChecks.Strides(input.Shape);
    }

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), context.Input(0).Shape);

    protected override void Move(KernelContext context)
    {
        var input = context.Input(0);
        var lengths = context.Integers(1);
        var size = input.Dim(_sequence);
        for (var index = 0; index < lengths.Count; index++)
        {
            // A length below 0 leaves the order as it is.
            var length = Math.Max(lengths[index], 0);
            if (length > size) throw context.Refusal($"sequence {index} has the length {length}, the input {input} has {size}");
            Copy(context, index, 0, (int)length, isTurned: true);
            Copy(context, index, (int)length, size - (int)length, isTurned: false);
        }
    }

    private void Copy(KernelContext context, int batch, int first, int count, bool isTurned)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var (start, stride) = (batch * _strides[_batch], _strides[_sequence]);
        _copy.Start(start + (isTurned ? first + count - 1 : first) * stride, start + first * stride);
        for (var dimension = input.Rank - 1; dimension >= 0; dimension--)
        {
            if (dimension == _sequence) _copy.Repeat(count, isTurned ? -stride : stride, stride);
            else if (dimension != _batch) _copy.Repeat(input.Dim(dimension), _strides[dimension], _strides[dimension]);
        }
        _copy.Run(input.Bytes, output.Write<byte>(), _bits);
    }
}
