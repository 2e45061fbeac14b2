using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>EMBEDDING_LOOKUP_SPARSE: ids [lookups], indices [lookups, rank], dense shape [rank] (all int32), weights [lookups] (float32), values [rows, ...] (float32) →
/// [dense shape without its last dimension, ...]. Lookups in a row with the same place are combined: Σ weight × values[id], divided by Σ weight for MEAN, by √Σ weight² for SQRTN.
/// The shape depends on values.</summary>
internal sealed class EmbeddingLookupSparse : Kernel
{
    private CombinerType _combiner;

    public override void Prepare(KernelContext context)
    {
        var (ids, indices, shape, weights, values, output) = (context.Input(0), context.Input(1), context.Input(2), context.Input(3), context.Input(4), context.Output(0));
        if (ids.Type != TensorType.Int32 || ids.Rank != 1) throw context.Refusal($"the ids are {ids}; INT32 with one dimension is expected");
        if (indices.Type != TensorType.Int32 || indices.Rank != 2 || indices.Dim(0) != ids.Count || indices.Dim(1) < 1)
            throw context.Refusal($"the indices are {indices}; INT32[{ids.Count},rank] is expected");
        if (shape.Type != TensorType.Int32 || shape.Rank != 1 || shape.Count != indices.Dim(1))
            throw context.Refusal($"the dense shape is given by {shape}; INT32[{indices.Dim(1)}] is expected");
        if (weights.Type != TensorType.Float32 || weights.Rank != 1 || weights.Count != ids.Count)
            throw context.Refusal($"the weights are {weights}; FLOAT32[{ids.Count}] is expected");
        if (values.Type != TensorType.Float32 || output.Type != TensorType.Float32 || values.Rank < 2)
            throw context.Refusal($"the values are {values}; FLOAT32 with two dimensions or more is expected");
        _combiner = (CombinerType)context.Int32("EmbeddingLookupSparseOptions", "combiner");
        if (_combiner is not (CombinerType.Sum or CombinerType.Mean or CombinerType.Sqrtn))
            throw context.Refusal($"the combiner is {(int)_combiner}; 0 (SUM), 1 (MEAN) or 2 (SQRTN) is expected");
        if (shape.IsKnown) Resize(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) Resize(context);
        var ids = context.Input(0).Read<int>();
        var indices = context.Input(1).Read<int>();
        var shape = context.Input(2).Read<int>();
        var weights = context.Input(3).Read<float>();
        var values = context.Input(4).Read<float>();
        var sums = output.Write<float>();
        sums.Clear();
        var rows = context.Input(4).Dim(0);
        var length = TensorShape.Count(context.Input(4).Shape, 1, context.Input(4).Rank);
        var (place, count, total, squares) = (0L, 0, 0f, 0f);
        for (var lookup = 0; lookup < ids.Length; lookup++)
        {
            if ((uint)ids[lookup] >= (uint)rows) throw context.Refusal($"the id {ids[lookup]} is outside the {rows} rows");
            var next = Place(context, indices.Slice(lookup * shape.Length, shape.Length), shape);
            if (next != place)
            {
                Finish(_combiner, count, total, squares, sums, place, length);
                (place, count, total, squares) = (next, 0, 0, 0);
            }
            var weight = weights[lookup];
            (count, total, squares) = (count + 1, total + weight, squares + weight * weight);
            var target = sums.Slice((int)(place * length), length);
            var source = values.Slice(ids[lookup] * length, length);
            for (var index = 0; index < length; index++) target[index] += source[index] * weight;
        }
        Finish(_combiner, count, total, squares, sums, place, length);
    }

    private static long Place(KernelContext context, ReadOnlySpan<int> index, ReadOnlySpan<int> shape)
    {
        var place = 0L;
        for (var dimension = 0; dimension < shape.Length - 1; dimension++)
        {
            if ((uint)index[dimension] >= (uint)shape[dimension])
                throw context.Refusal($"the index {TensorShape.Text(index)} is outside the dense shape {TensorShape.Text(shape)}");
            place = place * shape[dimension] + index[dimension];
        }
        return place;
    }

    private static void Finish(CombinerType combiner, int count, float total, float squares, Span<float> sums, long place, int length)
    {
        if (combiner == CombinerType.Sum || count == 0) return;
        var divisor = combiner == CombinerType.Mean ? total : MathF.Sqrt(squares);
        foreach (ref var sum in sums.Slice((int)(place * length), length)) sum /= divisor;
    }

    private static void Resize(KernelContext context)
    {
        var shape = context.Input(2).Read<int>();
        context.Resize(context.Output(0), [.. shape[..^1], .. context.Input(4).Shape[1..]]);
    }
}
