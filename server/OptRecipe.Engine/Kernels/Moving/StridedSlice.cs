using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>STRIDED_SLICE: Python's <c>input[begin:end:stride, …]</c>. Begin and end count from the back when negative and are cut to the dimension; bit i of a mask is about entry i of the
/// three operands: <c>begin_mask</c> and <c>end_mask</c> ignore the value, <c>ellipsis_mask</c> stands for all dimensions that are not named, <c>new_axis_mask</c> adds a dimension
/// of 1, <c>shrink_axis_mask</c> takes one element and drops the dimension. With <c>offset</c> the end counts from begin.</summary>
internal sealed class StridedSlice : MovingKernel
{
    private const int MaxEntries = 31;
    private static readonly int[] Operands = [1, 2, 3];
    private readonly StridedCopy _copy = new();
    private int _bits;

    protected override ReadOnlySpan<int> ShapeInputs => Operands;

    protected override void Check(KernelContext context)
    {
        var input = context.Input(0);
        _bits = context.ElementBits(input, takesStrings: true);
        context.RequireType(context.Output(0), input.Type);
        var count = context.Input(1).Count;
        foreach (var index in Operands)
        {
            var operand = context.Input(index);
            context.RequireType(operand, TensorType.Int32);
            if (operand.Rank != 1 || operand.Count != count) throw context.Refusal($"begin, end and strides have {context.Input(1)}, {context.Input(2)} and {context.Input(3)}, vectors of one length are expected");
        }
        if (count > MaxEntries) throw context.Refusal($"{count} entries are more than {MaxEntries}");
    }

    protected override void Plan(KernelContext context)
    {
        var (input, options) = (context.Input(0), context.OptionsOf("StridedSliceOptions"));
        var begin = context.Integers(1);
        var end = context.Integers(2);
        var strides = context.Integers(3);
        int ellipsis = options.Int32("ellipsis_mask"), newAxes = options.Int32("new_axis_mask") & ~ellipsis, shrunk = options.Int32("shrink_axis_mask") & ~newAxes;
        // Dimensions that an ellipsis stands for; without one those not named follow at the end.
        var unnamed = input.Rank - begin.Count;
        for (var entry = 0; entry < begin.Count; entry++) unnamed += Has(newAxes | ellipsis, entry) ? 1 : 0;
        if (unnamed < 0) throw context.Refusal($"{begin.Count} entries name more dimensions than the input {input} has");

        Span<AxisSlice> axes = stackalloc AxisSlice[TensorShape.MaxRank];
        Span<int> shape = stackalloc int[TensorShape.MaxRank + MaxEntries];
        var (axis, rank, sawEllipsis) = (0, 0, false);
        for (var entry = 0; entry < begin.Count; entry++)
        {
            if (Has(ellipsis, entry))
            {
                if (sawEllipsis) throw context.Refusal("there is more than one ellipsis");
                sawEllipsis = true;
                // In TFLite an ellipsis stands for one dimension at least; the entry that this leaves without a dimension is ignored.
                if (unnamed == 0 && axis < input.Rank) unnamed = 1;
                Whole(axes, shape);
            }
            else if (Has(newAxes, entry)) shape[rank++] = 1;
            else if (axis < input.Rank)
            {
                axes[axis] = AxisSlice.Of(context, input.Dim(axis), begin[entry], end[entry], strides[entry],
                    Has(options.Int32("begin_mask"), entry), Has(options.Int32("end_mask"), entry), Has(shrunk, entry), options.Bool("offset"));
                if (!Has(shrunk, entry)) shape[rank++] = axes[axis].Count;
                axis++;
            }
        }
        if (!sawEllipsis) Whole(axes, shape);
        context.Resize(context.Output(0), shape[..rank]);
        Layout(context, axes);

        void Whole(Span<AxisSlice> axes, Span<int> shape)
        {
            for (; unnamed > 0; unnamed--)
            {
                axes[axis] = new(0, 1, input.Dim(axis));
                shape[rank++] = input.Dim(axis++);
            }
        }
    }

    private void Layout(KernelContext context, ReadOnlySpan<AxisSlice> axes)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        _copy.Start();
        var (from, to) = (1, 1);
        for (var axis = input.Rank - 1; axis >= 0; axis--)
        {
            var (start, stride, count) = axes[axis];
            if (output.Count > 0 && (start < 0 || start >= input.Dim(axis))) throw context.Refusal($"index {start} is outside dimension {axis} of the input {input}");
            _copy.Shift(unchecked(start * from), 0);
            // A stride over one element may leave 32 bits and is not taken.
            _copy.Repeat(count, unchecked(stride * from), to);
            from = unchecked(from * input.Dim(axis));
            to = unchecked(to * count);
        }
    }

    protected override void Move(KernelContext context)
    {
        if (_bits == 0) MovedStrings.Write(context, _copy);
        else _copy.Run(context.Input(0).Bytes, context.Output(0).Write<byte>(), _bits);
    }

    private static bool Has(int mask, int bit) => (mask >> bit & 1) != 0;

    /// <summary>What is taken of one dimension.</summary>
    private readonly record struct AxisSlice(int Start, int Stride, int Count)
    {
        public static AxisSlice Of(KernelContext context, int size, long begin, long end, long stride, bool ignoresBegin, bool ignoresEnd, bool shrinks, bool isOffset)
        {
            if (stride is 0 or <= int.MinValue or > int.MaxValue) throw context.Refusal($"a stride is {stride}");
            // One past the last element on the side where the walk ends.
            var (lowest, highest) = stride > 0 ? (0, size) : (-1, size - 1);
            var start = ignoresBegin ? stride > 0 ? 0 : size - 1 : Math.Clamp(begin < 0 ? begin + size : begin, lowest, Math.Max(lowest, highest));
            if (shrinks) return new((int)start, 1, 1);
            var length = end;
            if (isOffset) end += start;
            var stop = ignoresEnd ? stride > 0 ? size : -1 : Math.Clamp(end < 0 ? end + size : end, lowest, Math.Max(lowest, highest));
            var count = stride > 0 ? (stop - start + stride - 1) / stride : (stop - start + stride + 1) / stride;
            if (isOffset && !ignoresEnd && count != (stride > 0 ? (length + stride - 1) / stride : (length + stride + 1) / stride))
                throw context.Refusal($"{length} elements from {start} on leave a dimension of {size}");
            return new((int)start, (int)stride, (int)Math.Max(count, 0));
        }
    }
}
