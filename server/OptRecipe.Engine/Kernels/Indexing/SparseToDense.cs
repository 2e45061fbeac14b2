using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>SPARSE_TO_DENSE: the default (fourth input) in the shape of the second, with the values (third input, one each or one for all) where the indices (first input: a scalar or
/// vector for one dimension, else a row each) say; of equal indices the last wins. An index outside its dimension is refused.</summary>
internal sealed class SparseToDense : MovingKernel
{
    private static readonly int[] ShapeInput = [1];
    private IndexedRows _places;
    private int _bytes, _count;

    protected override ReadOnlySpan<int> ShapeInputs => ShapeInput;

    protected override void Check(KernelContext context)
    {
        var (indices, shape, values, fallback) = (context.Input(0), context.Input(1), context.Input(2), context.Input(3));
        _bytes = context.ElementBytes(values);
        context.RequireType(context.Output(0), values.Type);
        context.RequireType(fallback, values.Type);
        IntegerValues.CheckType(context, indices);
        IntegerValues.CheckType(context, shape);
        context.RequireRank(shape, 1);
        _count = indices.Rank < 2 ? indices.Count : indices.Dim(0);
        if (indices.Rank > 2 || shape.Count > TensorShape.MaxRank || (indices.Rank == 2 ? indices.Dim(1) : 1) != shape.Count) throw context.Refusal($"the indices {indices} do not name places in {shape.Count} dimensions");
        if (values.Rank > 1 || values.Rank == 1 && values.Count != _count) throw context.Refusal($"the values are {values} for {_count} indices");
        if (fallback.Count != 1) throw context.Refusal($"the default is {fallback}, one value is expected");
    }

    protected override void Plan(KernelContext context)
    {
        var values = context.Integers(1);
        var shape = new int[values.Count];
        for (var dimension = 0; dimension < shape.Length; dimension++) shape[dimension] = values.Int32(dimension);
        context.Resize(context.Output(0), shape);
        _places = new(shape, shape.Length);
    }

    protected override void Move(KernelContext context)
    {
        var values = context.Input(2).Bytes;
        var target = context.Output(0).Write<byte>();
        var indices = context.Integers(0);
        MovingChecks.FillWith(target, context.Input(3).Bytes);
        var step = context.Input(2).Rank == 0 ? 0 : _bytes;
        for (var index = 0; index < _count; index++) values.Slice(index * step, _bytes).CopyTo(target[(_places.Start(context, indices, index) * _bytes)..]);
    }
}
