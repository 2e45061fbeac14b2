using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MIRROR_PAD: elements in front of and behind each dimension that mirror those inside; REFLECT leaves the border out of the mirror image, SYMMETRIC repeats it. The second
/// input is [rank, 2].</summary>
internal sealed class MirrorPad : MovingKernel
{
    private static readonly int[] PaddingInput = [1];
    private readonly StridedCopy _inside = new(), _mirror = new();
    private int[] _before = [];
    private int _bits, _border;

    protected override ReadOnlySpan<int> ShapeInputs => PaddingInput;

    protected override void Check(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        _bits = 8 * context.ElementBytes(input);
        context.RequireType(output, input.Type);
        Paddings.Check(context, context.Input(1), input.Rank);
        context.RequireKeptQuantization(input, output);
        _before = new int[input.Rank];
        _border = context.Int32("MirrorPadOptions", "mode") == (int)MirrorPadMode.Reflect ? 1 : 0;
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var paddings = context.Integers(1);
        Span<int> shape = stackalloc int[input.Rank];
        Paddings.Shape(context, input.Shape, paddings, shape);
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var largest = Math.Max(paddings[2 * dimension], paddings[2 * dimension + 1]);
            if (largest > input.Dim(dimension) - _border) throw context.Refusal($"a padding of {largest} mirrors more than dimension {dimension} of the input {input} has");
            _before[dimension] = (int)paddings[2 * dimension];
        }
        context.Resize(context.Output(0), shape);
        Paddings.Inside(_inside, input.Shape, paddings, shape);
    }

    /// <summary>Copies the input into the midst and then, from the innermost dimension on, mirrors what is already there.</summary>
    protected override void Move(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        _inside.Run(input.Bytes, output.Write<byte>(), _bits);
        var stride = 1;
        for (var dimension = input.Rank - 1; dimension >= 0; dimension--)
        {
            var (size, before) = (input.Dim(dimension), _before[dimension]);
            Mirror(input, output, dimension, stride, before - 1, before + _border, before);
            Mirror(input, output, dimension, stride, before + size, before + size - 1 - _border, output.Dim(dimension) - size - before);
            stride *= output.Dim(dimension);
        }
    }

    /// <summary>Fills entries of a dimension, walking away from the input from <paramref name="first"/> on, with those from <paramref name="mirrored"/> on into the input.</summary>
    private void Mirror(RuntimeTensor input, RuntimeTensor output, int dimension, int stride, int first, int mirrored, int count)
    {
        var inwards = first < mirrored ? stride : -stride;
        _mirror.Start(mirrored * stride, first * stride);
        _mirror.Repeat(stride, 1, 1);
        _mirror.Repeat(count, inwards, -inwards);
        var outside = stride * output.Dim(dimension);
        for (var outer = dimension - 1; outer >= 0; outer--)
        {
            _mirror.Shift(outside * _before[outer], outside * _before[outer]);
            _mirror.Repeat(input.Dim(outer), outside, outside);
            outside *= output.Dim(outer);
        }
        _mirror.Run(output.Bytes, output.Write<byte>(), _bits);
    }
}
