using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ONE_HOT: a new dimension of the given depth at the axis (−1: behind the last); along it the on value stands where the index says, the off value
/// elsewhere. Indices outside of the depth give no on value.</summary>
internal sealed class OneHot : Kernel, IIntegerVisitor<OneHot.Loop>
{
    private static readonly TensorType[] Types =
        [TensorType.Float32, TensorType.Int8, TensorType.UInt8, TensorType.Int16, TensorType.Int32, TensorType.Int64, TensorType.Bool];
    private Loop? _loop;
    private int _axis;

    public override void Prepare(KernelContext context)
    {
        var (indices, depth, output) = (context.Input(0), context.Input(1), context.Output(0));
        var (on, off) = (context.Input(2), context.Input(3));
        if (indices.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.Refusal($"the indices are {indices.Type.Name()}, not int32 or int64");
        if (depth.Type is not (TensorType.Int32 or TensorType.Int64) || depth.Count != 1) throw context.Refusal($"the depth is {depth}, not one int32");
        if (on.Count != 1 || off.Count != 1) throw context.Refusal($"the on value is {on} and the off value {off}, not single numbers");
        if (on.Type != off.Type || output.Type != on.Type)
            throw context.Refusal($"the on value is {on.Type.Name()}, the off value {off.Type.Name()}, the output {output.Type.Name()}");
        if (Array.IndexOf(Types, on.Type) < 0) throw context.UnsupportedType(on);
        var axis = context.Int32("OneHotOptions", "axis");
        if (axis < -1 || axis > indices.Rank)
            throw context.Refusal($"the axis is {axis}; with indices of {indices.Rank} dimensions it has to be −1 to {indices.Rank}");
        _axis = axis < 0 ? indices.Rank : axis;
        _loop = ElementTypes.Bits(on.Type, this);
        if (depth.IsKnown) Resize(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        _loop?.Run(context, _axis);
    }

    public Loop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new Loop<T>();

    private void Resize(KernelContext context)
    {
        var (indices, tensor) = (context.Input(0), context.Input(1));
        var depth = tensor.Type == TensorType.Int32 ? tensor.Read<int>()[0] : tensor.Read<long>()[0];
        if (depth is < 0 or > int.MaxValue) throw context.Refusal($"the depth is {depth}");
        context.Resize(context.Output(0), [.. indices.Shape[.._axis], (int)depth, .. indices.Shape[_axis..]]);
    }

    internal abstract class Loop
    {
        public abstract void Run(KernelContext context, int axis);
    }

    private sealed class Loop<T> : Loop where T : unmanaged
    {
        public override void Run(KernelContext context, int axis)
        {
            var (indices, output) = (context.Input(0), context.Output(0));
            var (on, depth) = (context.Input(2).Read<T>()[0], output.Dim(axis));
            output.Write<T>().Fill(context.Input(3).Read<T>()[0]);
            var inner = TensorShape.Count(indices.Shape, axis, indices.Rank);
            if (indices.Type == TensorType.Int32) Set(indices.Read<int>(), output.Write<T>(), on, depth, inner);
            else Set(indices.Read<long>(), output.Write<T>(), on, depth, inner);
        }

        private static void Set<TIndex>(ReadOnlySpan<TIndex> indices, Span<T> output, T on, int depth, int inner) where TIndex : IBinaryInteger<TIndex>
        {
            for (var position = 0; position < indices.Length; position++)
            {
                var index = long.CreateTruncating(indices[position]);
                if (index < 0 || index >= depth) continue;
                var (outer, rest) = Math.DivRem(position, inner);
                output[(outer * depth + (int)index) * inner + rest] = on;
            }
        }
    }
}
