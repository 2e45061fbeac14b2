using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>EXPAND_DIMS: one dimension of size 1 more, at the axis that the second input holds; −1 is the last of the output.</summary>
internal sealed class ExpandDims : ShapeChange
{
    private static readonly int[] AxisInput = [1];

    protected override ReadOnlySpan<int> ShapeInputs => AxisInput;

    protected override void Check(KernelContext context)
    {
        base.Check(context);
        context.RequireSameQuantization(context.Input(0), context.Output(0));
        if (context.Input(1).Count != 1) throw context.Refusal($"the axis is {context.Input(1)}, one value is expected");
        IntegerValues.CheckType(context, context.Input(1));
    }

    protected override ReadOnlySpan<int> NewShape(KernelContext context, RuntimeTensor input)
    {
        var axis = context.Axis(context.Integers(1)[0], input.Rank + 1);
        return (int[])[.. input.Shape.AsSpan(0, axis), 1, .. input.Shape.AsSpan(axis)];
    }
}
