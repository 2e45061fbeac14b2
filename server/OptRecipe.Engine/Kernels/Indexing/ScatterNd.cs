using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>SCATTER_ND: zeros in the shape of the third input, to which each row of the updates (second input) is added where the indices (first input) say; integers wrap. An index
/// outside its dimension is refused.</summary>
internal sealed class ScatterNd : MovingKernel
{
    private static readonly int[] ShapeInput = [2];
    private RowCombiner _combiner = static (_, _) => { };
    private IndexedRows _rows;
    private int _bytes;

    protected override ReadOnlySpan<int> ShapeInputs => ShapeInput;

    protected override void Check(KernelContext context)
    {
        var (indices, updates, shape) = (context.Input(0), context.Input(1), context.Input(2));
        _bytes = context.ElementBytes(updates);
        _combiner = RowCombiners.Of(updates.Type, Combination.Add) ?? throw context.UnsupportedType(updates);
        context.RequireType(context.Output(0), updates.Type);
        IntegerValues.CheckType(context, indices);
        IntegerValues.CheckType(context, shape);
        context.RequireRank(shape, 1);
        var outer = indices.Rank - 1;
        if (indices.Rank == 0 || shape.Count > TensorShape.MaxRank || updates.Rank < outer || indices.Shape[^1] > shape.Count || updates.Rank - outer != shape.Count - indices.Shape[^1]
            || !updates.Shape.AsSpan(0, outer).SequenceEqual(indices.Shape.AsSpan(0, outer)))
            throw context.Refusal($"the indices {indices} and the updates {updates} do not fit a result of {shape.Count} dimensions");
    }

    protected override void Plan(KernelContext context)
    {
        var (indices, updates) = (context.Input(0), context.Input(1));
        var values = context.Integers(2);
        var shape = new int[values.Count];
        for (var dimension = 0; dimension < shape.Length; dimension++) shape[dimension] = values.Int32(dimension);
        var depth = indices.Shape[^1];
        if (!updates.Shape.AsSpan(indices.Rank - 1).SequenceEqual(shape.AsSpan(depth))) throw context.Refusal($"the updates {updates} do not fit the shape {TensorShape.Text(shape)}");
        context.Resize(context.Output(0), shape);
        _rows = new(shape, depth);
    }

    protected override void Move(KernelContext context)
    {
        var updates = context.Input(1).Bytes;
        var target = context.Output(0).Write<byte>();
        var indices = context.Integers(0);
        target.Clear();
        var length = _rows.Length * _bytes;
        var count = TensorShape.Count(context.Input(0).Shape, 0, context.Input(0).Rank - 1);
        for (var row = 0; row < count; row++) _combiner(target.Slice(_rows.Start(context, indices, row) * _bytes, length), updates.Slice(row * length, length));
    }
}
