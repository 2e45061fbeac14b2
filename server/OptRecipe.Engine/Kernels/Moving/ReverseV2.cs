using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>REVERSE_V2: the order of the elements turned round along the axes that the second input holds; TensorFlow Lite 2.9 takes the first
/// of them alone.</summary>
internal sealed class ReverseV2 : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _bits;

    protected override void Check(KernelContext context)
    {
        var (input, axes) = (context.Input(0), context.Input(1));
        _bits = 8 * context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireType(axes, TensorType.Int32);
        context.RequireRank(axes, 1);
        if (axes.IsKnown) Layout(context);
    }

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), context.Input(0).Shape);

    private void Layout(KernelContext context)
    {
        var input = context.Input(0);
        var axes = context.Integers(1);
        var turned = 0L;
        for (var index = 0; index < (context.Runtime == PlayedRuntime.TFLite29 ? Math.Min(axes.Count, 1) : axes.Count); index++)
        {
            var axis = context.Axis(axes[index], input.Rank);
            if ((turned >> axis & 1) != 0) throw context.Refusal($"axis {axis} is named twice");
            turned |= 1L << axis;
        }
        _copy.Start();
        var stride = 1;
        for (var axis = input.Rank - 1; axis >= 0; axis--)
        {
            var isTurned = (turned >> axis & 1) != 0;
            if (isTurned) _copy.Shift(unchecked(stride * (input.Dim(axis) - 1)), 0);
            _copy.Repeat(input.Dim(axis), isTurned ? -stride : stride, stride);
            stride = unchecked(stride * input.Dim(axis));
        }
    }

    protected override void Move(KernelContext context)
    {
        if (!context.Input(1).IsKnown) Layout(context);
        _copy.Run(context.Input(0).Bytes, context.Output(0).Write<byte>(), _bits);
    }
}
