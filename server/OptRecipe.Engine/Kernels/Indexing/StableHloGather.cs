using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>STABLEHLO_GATHER: slices of one size out of the operand, begun where the index vectors of the second input say and cut back so that they lie inside. Of the result's
/// dimensions <c>offset_dims</c> run through a slice (without <c>collapsed_slice_dims</c>), the rest through the index vectors, which stand along <c>index_vector_dim</c>;
/// entry k of a vector is about dimension <c>start_index_map</c>[k] of the operand.</summary>
internal sealed class StableHloGather : MovingKernel
{
    private readonly StridedCopy _slice = new();
    private IndexVectors _vectors = IndexVectors.None;
    private int[] _sizes = [], _offsetDims = [], _batchDims = [];
    private int _bits;

    protected override void Check(KernelContext context)
    {
        var (operand, output, options) = (context.Input(0), context.Output(0), context.OptionsOf("StablehloGatherOptions"));
        _bits = 8 * context.ElementBytes(operand);
        context.RequireType(output, operand.Type);
        _vectors = new(context, context.Input(1), options.Int64("index_vector_dim"), options.Int64s("start_index_map"), operand.Rank);
        var sizes = options.Int64s("slice_sizes");
        if (sizes.Length != operand.Rank) throw context.Refusal($"there are {sizes.Length} slice sizes for the operand {operand}");
        _sizes = new int[sizes.Length];
        for (var dimension = 0; dimension < sizes.Length; dimension++)
        {
            if (sizes[dimension] < 0 || sizes[dimension] > operand.Dim(dimension)) throw context.Refusal($"a slice of {sizes[dimension]} does not fit dimension {dimension} of the operand {operand}");
            _sizes[dimension] = (int)sizes[dimension];
        }
        (_offsetDims, _batchDims) = IndexVectors.Divide(context, options.Int64s("offset_dims"), options.Int64s("offset_dims").Length + _vectors.Shape.Length);
    }

    protected override void Plan(KernelContext context)
    {
        var (operand, output) = (context.Input(0), context.Output(0));
        var (collapsed, kept) = IndexVectors.Divide(context, context.OptionsOf("StablehloGatherOptions").Int64s("collapsed_slice_dims"), operand.Rank);
        foreach (var dimension in collapsed)
            if (_sizes[dimension] != 1) throw context.Refusal($"dimension {dimension} of the slices has {_sizes[dimension]} elements and is left out of the result, which takes one");
        if (kept.Length != _offsetDims.Length) throw context.Refusal($"the slices have {kept.Length} dimensions and the result has room for {_offsetDims.Length}");
        var shape = new int[_offsetDims.Length + _batchDims.Length];
        for (var index = 0; index < kept.Length; index++) shape[_offsetDims[index]] = _sizes[kept[index]];
        for (var index = 0; index < _batchDims.Length; index++) shape[_batchDims[index]] = _vectors.Shape[index];
        context.Resize(output, shape);
        var from = MovingChecks.Strides(operand.Shape);
        var to = MovingChecks.Strides(shape);
        _slice.Start();
        for (var index = kept.Length - 1; index >= 0; index--) _slice.Repeat(_sizes[kept[index]], from[kept[index]], to[_offsetDims[index]]);
    }

    protected override void Move(KernelContext context)
    {
        var (operand, output) = (context.Input(0), context.Output(0));
        if (output.Count == 0) return;
        var indices = context.Integers(1);
        var count = (int)TensorShape.Count(_vectors.Shape);
        Span<int> place = stackalloc int[_batchDims.Length];
        for (var vector = 0; vector < count; vector++)
        {
            var (rest, to) = (vector, 0);
            for (var index = place.Length - 1; index >= 0; index--) (rest, place[index]) = Math.DivRem(rest, _vectors.Shape[index]);
            for (int dimension = 0, batch = 0; dimension < output.Rank; dimension++)
                to = to * output.Dim(dimension) + (batch < place.Length && _batchDims[batch] == dimension ? place[batch++] : 0);
            var from = 0;
            for (int dimension = 0; dimension < operand.Rank; dimension++)
                from = from * operand.Dim(dimension) + (int)Math.Clamp(_vectors.Start(indices, vector, dimension), 0, operand.Dim(dimension) - _sizes[dimension]);
            _slice.Run(operand.Bytes, output.Write<byte>(), _bits, from, to);
        }
    }
}
