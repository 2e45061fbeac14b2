using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SLICE: the box that begins at the second input and has the size of the third, where −1 is all that remains.</summary>
internal sealed class Slice : MovingKernel
{
    private static readonly int[] SizeInput = [2], BeginAndSize = [1, 2];
    private readonly StridedCopy _copy = new();
    private bool _leavesOpen;
    private int _bits;

    /// <summary>Without −1 the sizes alone decide the shape.</summary>
    protected override ReadOnlySpan<int> ShapeInputs => _leavesOpen ? BeginAndSize : SizeInput;

    protected override void Check(KernelContext context)
    {
        var (input, begin, size) = (context.Input(0), context.Input(1), context.Input(2));
        _bits = context.ElementBits(input, takesStrings: true);
        context.RequireType(context.Output(0), input.Type);
        foreach (var operand in (ReadOnlySpan<RuntimeTensor>)[begin, size])
        {
            IntegerValues.CheckType(context, operand);
            if (operand.Rank != 1 || operand.Count != input.Rank) throw context.Refusal($"begin and size are {begin} and {size}, {input.Rank} values are expected");
        }
        _leavesOpen = false;
        if (!size.IsKnown) return;
        var sizes = context.Integers(2);
        for (var dimension = 0; dimension < sizes.Count; dimension++) _leavesOpen |= sizes[dimension] == -1;
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var sizes = context.Integers(2);
        Span<int> shape = stackalloc int[input.Rank];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var size = sizes[dimension];
            if (size == -1) size = input.Dim(dimension) - context.Integers(1)[dimension];
            if (size < 0 || size > input.Dim(dimension)) throw context.Refusal($"size {size} does not fit dimension {dimension} of the input {input}");
            shape[dimension] = (int)size;
        }
        context.Resize(context.Output(0), shape);
        if (context.Input(1).IsKnown) Layout(context);
    }

    private void Layout(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var begin = context.Integers(1);
        var (from, to) = (1, 1);
        _copy.Start();
        for (var dimension = input.Rank - 1; dimension >= 0; dimension--)
        {
            if (begin[dimension] < 0 || begin[dimension] > input.Dim(dimension) - output.Dim(dimension))
                throw context.Refusal($"a slice of {output.Dim(dimension)} from {begin[dimension]} on leaves dimension {dimension} of the input {input}");
            _copy.Shift(unchecked((int)begin[dimension] * from), 0);
            _copy.Repeat(output.Dim(dimension), from, to);
            from = unchecked(from * input.Dim(dimension));
            to = unchecked(to * output.Dim(dimension));
        }
    }

    protected override void Move(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (!context.Input(1).IsKnown) Layout(context);
        if (input.Type == TensorType.String) MovedStrings.Write(context, _copy);
        else _copy.Run(input.Bytes, output.Write<byte>(), _bits);
    }
}
