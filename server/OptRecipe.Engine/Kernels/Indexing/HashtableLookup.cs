using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>HASHTABLE_LOOKUP: for each INT32 of the first input the row of the third whose key stands in the second, which is sorted; zeros (or an empty string) where there is none. The
/// second output says which were found.</summary>
internal sealed class HashtableLookup : MovingKernel
{
    protected override void Check(KernelContext context)
    {
        var (lookup, keys, values) = (context.Input(0), context.Input(1), context.Input(2));
        foreach (var operand in (ReadOnlySpan<RuntimeTensor>)[lookup, keys])
        {
            context.RequireType(operand, TensorType.Int32);
            context.RequireRank(operand, 1);
        }
        if (values.Type != TensorType.String) context.ElementBytes(values);
        if (values.Rank == 0 || values.Dim(0) != keys.Count || keys.Count == 0 || values.Type == TensorType.String && values.Rank != 1)
            throw context.Refusal($"the values {values} do not fit the keys {keys}");
        context.RequireType(context.Output(0), values.Type);
        context.RequireType(context.Output(1), TensorType.UInt8);
    }

    protected override void Plan(KernelContext context)
    {
        var count = context.Input(0).Count;
        context.Resize(context.Output(0), [count, .. context.Input(2).Shape.AsSpan(1)]);
        context.Resize(context.Output(1), count);
    }

    protected override void Move(KernelContext context)
    {
        var values = context.Input(2);
        var (lookup, keys) = (context.Input(0), context.Input(1));
        var rowLength = values.Count / keys.Count;
        var mover = new RowMover(context, values, rowLength);
        for (var index = 0; index < lookup.Count; index++)
        {
            var found = Find(keys.Read<int>(), lookup.Read<int>()[index]);
            context.Output(1).Write<byte>()[index] = (byte)(found < 0 ? 0 : 1);
            if (found < 0) mover.Clear(index * rowLength);
            else mover.Copy(found * rowLength, index * rowLength);
        }
        mover.Finish(context, values);
    }

    /// <summary>Halves the range as the C library's search does, so that of equal keys the same one is found.</summary>
    private static int Find(ReadOnlySpan<int> keys, int key)
    {
        var (low, high) = (0, keys.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (keys[middle] == key) return middle;
            if (keys[middle] < key) low = middle + 1;
            else high = middle;
        }
        return -1;
    }
}
