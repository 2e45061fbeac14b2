using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>GATHER_ND: output[p…, i…] = input[indices[p…, 0], indices[p…, 1], …, i…]: the last dimension of the indices names the first dimensions of the input. An index outside
/// a dimension is refused.</summary>
internal sealed class GatherNd : MovingKernel
{
    private readonly StridedCopy _layout = new();
    private IndexedRows _rows;

    protected override void Check(KernelContext context)
    {
        var (input, indices) = (context.Input(0), context.Input(1));
        context.ElementBits(input, takesStrings: true);
        context.RequireType(context.Output(0), input.Type);
        IntegerValues.CheckType(context, indices, TensorType.Int16);
        if (input.Rank == 0 || indices.Rank == 0 || indices.Shape[^1] > input.Rank) throw context.Refusal($"the indices {indices} do not fit the input {input}");
        _rows = new(input.Shape, indices.Shape[^1]);
    }

    protected override void Plan(KernelContext context)
    {
        var indices = context.Input(1).Shape;
        context.Resize(context.Output(0), [.. indices.AsSpan(0, indices.Length - 1), .. context.Input(0).Shape.AsSpan(indices[^1])]);
    }

    protected override void Move(KernelContext context)
    {
        var input = context.Input(0);
        var indices = context.Integers(1);
        var mover = new RowMover(context, input, _rows.Length, _layout);
        var count = TensorShape.Count(context.Input(1).Shape, 0, context.Input(1).Rank - 1);
        for (var row = 0; row < count; row++) mover.Copy(_rows.Start(context, indices, row), row * _rows.Length);
        mover.Finish(context, input);
    }
}
