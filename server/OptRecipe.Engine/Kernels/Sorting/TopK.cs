using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>TOPK_V2: the k largest elements of each row (last dimension), falling, and their indices (int32 or int16); of equals the lower index first, NaN behind all numbers.
/// k is a scalar of int32 or int16; none and less than none give empty rows.</summary>
internal sealed class TopK : Kernel
{
    private int _scratch;

    public override void Prepare(KernelContext context)
    {
        var (input, count, values, indices) = (context.Input(0), context.Input(1), context.Output(0), context.Output(1));
        if (input.Type is not (TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16 or TensorType.Int32 or TensorType.Int64))
            throw context.UnsupportedType(input);
        if (values.Type != input.Type) throw context.Refusal($"the values are {values.Type.Name()}, expected the input's {input.Type.Name()}");
        if (indices.Type is not (TensorType.Int32 or TensorType.Int16)) throw context.Refusal($"the indices are {indices.Type.Name()}, expected INT32 or INT16");
        IntegerOperand.Check(context, count, "k", TensorType.Int32, TensorType.Int16);
        if (count.Count != 1) throw context.Refusal($"k has {count.Count} elements, expected 1");
        if (input.Rank == 0) throw context.Refusal("the input is a scalar");
        if (indices.Type == TensorType.Int16 && input.Dim(input.Rank - 1) > short.MaxValue) throw context.Refusal($"INT16 cannot count the {input.Dim(input.Rank - 1)} elements of a row");
        _scratch = context.RequestScratch((long)input.Dim(input.Rank - 1) * sizeof(int));
        if (count.IsKnown)
        {
            Resize(context);
            return;
        }
        context.MakeDynamic(values);
        context.MakeDynamic(indices);
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        if (context.Output(0).Count == 0) return;
        switch (context.Input(0).Type)
        {
            case TensorType.Float32: Run<float>(context); break;
            case TensorType.UInt8: Run<byte>(context); break;
            case TensorType.Int8: Run<sbyte>(context); break;
            case TensorType.Int16: Run<short>(context); break;
            case TensorType.Int32: Run<int>(context); break;
            case TensorType.Int64: Run<long>(context); break;
        }
    }

    private static void Resize(KernelContext context)
    {
        var (input, count) = (context.Input(0), Math.Max(IntegerOperand.At(context.Input(1), 0), 0));
        if (count > input.Dim(input.Rank - 1)) throw context.Refusal($"k is {count}, a row has {input.Dim(input.Rank - 1)} elements");
        int[] shape = [.. input.Shape[..^1], count];
        context.Resize(context.Output(0), shape);
        context.Resize(context.Output(1), shape);
    }

    private void Run<T>(KernelContext context) where T : unmanaged, INumber<T>
    {
        if (context.Output(1).Type == TensorType.Int32) Run<T, int>(context);
        else Run<T, short>(context);
    }

    private void Run<T, TIndex>(KernelContext context) where T : unmanaged, INumber<T> where TIndex : unmanaged, INumber<TIndex>
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var (size, count) = (input.Dim(input.Rank - 1), output.Dim(output.Rank - 1));
        var order = context.Scratch<int>(_scratch)[..size];
        var from = input.Read<T>();
        var values = output.Write<T>();
        var indices = context.Output(1).Write<TIndex>();
        for (var (start, target) = (0, 0); target < values.Length; start += size, target += count)
        {
            for (var index = 0; index < size; index++) order[index] = index;
            var row = from.Slice(start, size);
            IndexHeap.PartialSort(order, count, new Falling<T>(row));
            for (var index = 0; index < count; index++)
            {
                values[target + index] = row[order[index]];
                indices[target + index] = TIndex.CreateTruncating(order[index]);
            }
        }
    }
}
