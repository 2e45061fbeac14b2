using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>DYNAMIC_UPDATE_SLICE: the operand with the update written over it from the start indices on, which are cut so that all of the update lies inside. Shares the operand's memory
/// where it can.</summary>
internal sealed class DynamicUpdateSlice : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _bits;

    public override int InPlaceInput => 0;

    protected override void Check(KernelContext context)
    {
        var (operand, update, start) = (context.Input(0), context.Input(1), context.Input(2));
        _bits = context.ElementBits(operand);
        context.RequireType(update, operand.Type);
        context.RequireType(context.Output(0), operand.Type);
        IntegerValues.CheckType(context, start);
        if (start.Rank != 1 || start.Count != operand.Rank) throw context.Refusal($"the start is {start}, {operand.Rank} indices are expected");
        context.RequireRank(update, operand.Rank);
        for (var dimension = 0; dimension < operand.Rank; dimension++)
            if (update.Dim(dimension) > operand.Dim(dimension)) throw context.Refusal($"the update {update} is larger than the operand {operand}");
    }

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), context.Input(0).Shape);

    protected override void Move(KernelContext context)
    {
        var (operand, update) = (context.Input(0), context.Input(1));
        var start = context.Integers(2);
        var target = context.Output(0).Write<byte>();
        _copy.Start();
        var (from, to) = (1, 1);
        for (var dimension = operand.Rank - 1; dimension >= 0; dimension--)
        {
            var first = Math.Clamp(start[dimension], 0, operand.Dim(dimension) - update.Dim(dimension));
            _copy.Shift(0, unchecked((int)first * to));
            _copy.Repeat(update.Dim(dimension), from, to);
            from = unchecked(from * update.Dim(dimension));
            to = unchecked(to * operand.Dim(dimension));
        }
        operand.Bytes.CopyTo(target);
        _copy.Run(update.Bytes, target, _bits);
    }
}
