using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>BROADCAST_TO: the input repeated to the shape that the second input (int32 or int64) holds. Each dimension of the input, aligned at the last, is 1
/// or the output's.</summary>
internal sealed class BroadcastTo : Kernel, IIntegerVisitor<BroadcastTo.Loop>
{
    private Loop? _loop;
    private Broadcasting? _walk;

    public override void Prepare(KernelContext context)
    {
        var (input, shape, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, the input {input.Type.Name()}");
        _loop = ElementTypes.Bits(input.Type, this) ?? (input.Type == TensorType.Complex128 ? new Loop<UInt128>() : throw context.UnsupportedType(input));
        ShapeOperand.Check(context, shape);
        if (shape.IsKnown) Resize(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        if (_walk is { } walk) _loop?.Run(context.Input(0), context.Output(0), walk);
    }

    public Loop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new Loop<T>();

    private void Resize(KernelContext context)
    {
        var input = context.Input(0);
        var shape = ShapeOperand.Read(context, context.Input(1));
        context.Resize(context.Output(0), shape);
        _walk = Broadcasting.Of(input.Shape, shape);
        if (_walk is null || !_walk.Shape.AsSpan().SequenceEqual(shape))
            throw context.Refusal($"the input {input} does not repeat to the shape {TensorShape.Text(shape)}");
    }

    internal abstract class Loop
    {
        public abstract void Run(RuntimeTensor input, RuntimeTensor output, Broadcasting walk);
    }

    private sealed class Loop<T> : Loop where T : unmanaged
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, Broadcasting walk)
        {
            var source = input.Read<T>();
            var target = output.Write<T>();
            var rows = new BroadcastRows(walk, 1, stackalloc int[BroadcastRows.StateLength(walk, 1)]);
            for (var start = 0; start < target.Length; start += rows.Length, rows.Next())
            {
                var row = target.Slice(start, rows.Length);
                if (rows.Step(0) == 0) row.Fill(source[rows.Start(0)]);
                else source.Slice(rows.Start(0), row.Length).CopyTo(row);
            }
        }
    }
}
