using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ARG_MAX and ARG_MIN: the index of the largest or smallest element along the axis of input 1, the lower one of equals; without that dimension, int32 or int64. NaN is passed
/// over when a number follows; TensorFlow Lite 2.9 keeps a NaN that stands first.</summary>
internal sealed class ArgMinMax(bool isMaximum) : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (input, axis, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Type is not (TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int32 or TensorType.Bool)) throw context.UnsupportedType(input);
        if (output.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.Refusal($"the output is {output.Type.Name()}, expected INT32 or INT64");
        IntegerOperand.Check(context, axis, "the axis", TensorType.Int32, TensorType.Int64);
        if (axis.Count != 1) throw context.Refusal($"the axis has {axis.Count} elements, expected 1");
        if (input.Rank == 0) throw context.Refusal("the input is a scalar");
        if (axis.IsKnown) Resize(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) Resize(context);
        if (output.Count == 0) return;
        if (output.Type == TensorType.Int32) Run<int>(context);
        else Run<long>(context);
    }

    private static void Resize(KernelContext context)
    {
        var input = context.Input(0);
        var axis = IntegerOperand.Axis(context, context.Input(1), input.Rank);
        context.Resize(context.Output(0), [.. input.Shape[..axis], .. input.Shape[(axis + 1)..]]);
        if (input.Count == 0 && context.Output(0).Count > 0) throw context.Refusal($"the axis {axis} of the input {input} has no elements");
    }

    private void Run<TIndex>(KernelContext context) where TIndex : unmanaged, INumber<TIndex>
    {
        switch (context.Input(0).Type)
        {
            case TensorType.Float32: Run<float, TIndex>(context); break;
            case TensorType.Int32: Run<int, TIndex>(context); break;
            case TensorType.Int8: Run<sbyte, TIndex>(context); break;
            default: Run<byte, TIndex>(context); break;
        }
    }

    private void Run<T, TIndex>(KernelContext context) where T : unmanaged, INumber<T> where TIndex : unmanaged, INumber<TIndex>
    {
        var input = context.Input(0);
        var axis = IntegerOperand.Axis(context, context.Input(1), input.Rank);
        var (size, inner) = (input.Dim(axis), TensorShape.Count(input.Shape, axis + 1, input.Rank));
        var (passesNaN, flushes) = (context.Runtime != PlayedRuntime.TFLite29, Denormals.AreFlushed(context.Runtime));
        var values = input.Read<T>();
        var indices = context.Output(0).Write<TIndex>();
        for (var result = 0; result < indices.Length; result++)
        {
            var start = result / inner * size * inner + result % inner;
            var (best, bestIndex) = (flushes ? Denormals.Flush(values[start]) : values[start], 0);
            for (var index = 1; index < size; index++)
            {
                var value = values[start + index * inner];
                if (flushes) value = Denormals.Flush(value);
                if ((isMaximum ? value > best : value < best) || passesNaN && T.IsNaN(best) && !T.IsNaN(value)) (best, bestIndex) = (value, index);
            }
            indices[result] = TIndex.CreateTruncating(bestIndex);
        }
    }
}
