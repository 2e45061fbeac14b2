using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SELECT and SELECT_V2: output = x where the condition is true, else y. SELECT: x and y have one shape, the condition has it too, or is a scalar, or
/// names rows of the first dimension. SELECT_V2: all three are broadcast. Elements are copied as bits; when all three are single, the output keeps the shape
/// that the file gives it if that holds one element.</summary>
internal sealed class Select(bool broadcasts) : Kernel, IIntegerVisitor<Select.Loop>
{
    private (Loop Loop, Broadcasting Walk)? _prepared;

    public override void Prepare(KernelContext context)
    {
        var (condition, x, y, output) = (context.Input(0), context.Input(1), context.Input(2), context.Output(0));
        if (condition.Type != TensorType.Bool) throw context.Refusal($"the condition is {condition.Type.Name()}, not bool");
        if (x.Type != y.Type || output.Type != x.Type)
            throw context.Refusal($"the operands are {x.Type.Name()} and {y.Type.Name()}, the output {output.Type.Name()}");
        var loop = ElementTypes.Bits(x.Type, this) ?? throw context.UnsupportedType(x);
        var walk = Broadcasting.Of(broadcasts ? condition.Shape : RowShape(context, condition, x, y), x.Shape, y.Shape)
            ?? throw context.Refusal($"the condition {TensorShape.Text(condition.Shape)} and the operands {x} and {y} do not fit together");
        context.Resize(output, condition.Count == 1 && x.Count == 1 && y.Count == 1 && output.Count == 1 ? output.Shape : walk.Shape);
        _prepared = (loop, walk);
    }

    public override void Run(KernelContext context)
    {
        if (_prepared is var (loop, walk)) loop.Run(context, walk);
    }

    public Loop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new Loop<T>();

    /// <summary>The condition's shape as it repeats over x and y in SELECT.</summary>
    private static int[] RowShape(KernelContext context, RuntimeTensor condition, RuntimeTensor x, RuntimeTensor y)
    {
        if (!x.Shape.AsSpan().SequenceEqual(y.Shape)) throw context.Refusal($"the operands {x} and {y} have different shapes");
        if (condition.Rank == 0 || condition.Shape.AsSpan().SequenceEqual(x.Shape)) return condition.Shape;
        if (condition.Rank != 1 || x.Rank == 0 || condition.Dim(0) != x.Dim(0))
            throw context.Refusal($"the condition {TensorShape.Text(condition.Shape)} is no scalar and names neither elements nor rows of {x}");
        var rows = new int[x.Rank];
        Array.Fill(rows, 1);
        rows[0] = condition.Dim(0);
        return rows;
    }

    internal abstract class Loop
    {
        public abstract void Run(KernelContext context, Broadcasting walk);
    }

    private sealed class Loop<T> : Loop where T : unmanaged
    {
        public override void Run(KernelContext context, Broadcasting walk)
        {
            var condition = context.Input(0).Read<byte>();
            var x = context.Input(1).Read<T>();
            var y = context.Input(2).Read<T>();
            var output = context.Output(0).Write<T>();
            var rows = new BroadcastRows(walk, 3, stackalloc int[BroadcastRows.StateLength(walk, 3)]);
            var (conditionStep, xStep, yStep) = (rows.Step(0), rows.Step(1), rows.Step(2));
            for (var start = 0; start < output.Length; start += rows.Length, rows.Next())
            {
                var row = output.Slice(start, rows.Length);
                var (conditionAt, xAt, yAt) = (rows.Start(0), rows.Start(1), rows.Start(2));
                for (var index = 0; index < row.Length; index++, conditionAt += conditionStep, xAt += xStep, yAt += yStep)
                    row[index] = condition[conditionAt] != 0 ? x[xAt] : y[yAt];
            }
        }
    }
}
