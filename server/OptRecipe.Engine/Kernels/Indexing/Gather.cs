using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>GATHER: output[b…, o…, p…, i…] = input[b…, o…, positions[b…, p…], i…]: the entries along <c>axis</c> that the second input names, for each of the first
/// <c>batch_dims</c> dimensions those of its own. Negative <c>batch_dims</c> count from the back of the positions; a position outside the axis is refused.</summary>
internal sealed class Gather : MovingKernel
{
    private readonly StridedCopy _layout = new();
    private int _axis, _batchDims;

    protected override void Check(KernelContext context)
    {
        var (input, positions, options) = (context.Input(0), context.Input(1), context.OptionsOf("GatherOptions"));
        context.ElementBits(input, takesStrings: true);
        context.RequireType(context.Output(0), input.Type);
        IntegerValues.CheckType(context, positions, TensorType.Int16);
        _axis = context.Axis(options.Int32("axis"), input.Rank);
        var batchDims = options.Int32("batch_dims");
        _batchDims = batchDims < 0 ? batchDims + positions.Rank : batchDims;
        if (_batchDims < 0 || _batchDims > _axis || _batchDims > positions.Rank) throw context.Refusal($"{batchDims} batch dimensions do not fit axis {_axis} and the positions {positions}");
        if (!input.Shape.AsSpan(0, _batchDims).SequenceEqual(positions.Shape.AsSpan(0, _batchDims))) throw context.Refusal($"the input {input} and the positions {positions} differ in the first {_batchDims} dimensions");
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0).Shape.AsSpan();
        context.Resize(context.Output(0), [.. input[.._axis], .. context.Input(1).Shape.AsSpan(_batchDims), .. input[(_axis + 1)..]]);
    }

    protected override void Move(KernelContext context)
    {
        var (input, shape) = (context.Input(0), context.Input(0).Shape);
        var positions = context.Integers(1);
        if (context.Output(0).Count == 0 && input.Type != TensorType.String) return;
        var (batches, size, inner) = (TensorShape.Count(shape, 0, _batchDims), shape[_axis], TensorShape.Count(shape, _axis + 1, shape.Length));
        var (outer, count) = (TensorShape.Count(shape, _batchDims, _axis), batches == 0 ? 0 : positions.Count / batches);
        var mover = new RowMover(context, input, inner, _layout);
        var to = 0;
        for (var block = 0; block < batches * outer; block++)
        {
            var first = block / outer * count;
            for (var index = first; index < first + count; index++, to += inner)
            {
                var position = positions[index];
                if (position < 0 || position >= size) throw context.Refusal($"position {position} is outside axis {_axis} of the input {input}");
                mover.Copy((block * size + (int)position) * inner, to);
            }
        }
        mover.Finish(context, input);
    }
}
