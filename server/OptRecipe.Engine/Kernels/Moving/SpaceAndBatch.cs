using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND over [N, spatial…, C]: with blocks of sizes b and margins m in front, space[n, y, …, c] = batch[s N + n, o, …, c] with y = o b + i − m,
/// where s counts the offsets i of a block, the last dimension fastest. Margins are padded with zeros (the output's zero point) on the way to batch and cropped on the way back.</summary>
/// <param name="isToBatch">The direction.</param>
internal sealed class SpaceAndBatch(bool isToBatch) : MovingKernel
{
    private static readonly int[] BlocksAndMargins = [1, 2];
    private readonly StridedCopy _copy = new();
    private int _bits, _spatial;

    protected override ReadOnlySpan<int> ShapeInputs => BlocksAndMargins;

    protected override void Check(KernelContext context)
    {
        var (input, output, blocks) = (context.Input(0), context.Output(0), context.Input(1));
        _bits = 8 * context.ElementBytes(input);
        _spatial = input.Rank - 2;
        context.RequireType(output, input.Type);
        if (_spatial < 1) throw context.Refusal($"the input is {input}, at least 3 dimensions are expected");
        context.RequireType(blocks, TensorType.Int32);
        context.RequireType(context.Input(2), TensorType.Int32);
        if (blocks.Rank != 1 || blocks.Count != _spatial) throw context.Refusal($"the block shape is {blocks}, {_spatial} sizes are expected");
        Paddings.Check(context, context.Input(2), _spatial);
        context.RequireKeptQuantization(input, output);
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var blocks = context.Integers(1);
        var margins = context.Integers(2);
        Span<int> shape = stackalloc int[input.Rank];
        input.Shape.CopyTo(shape);
        for (var dimension = 0; dimension < _spatial; dimension++)
        {
            var (block, before, after) = (blocks.Int32(dimension), margins.Int32(2 * dimension), margins.Int32(2 * dimension + 1));
            if (block <= 0 || before < 0 || after < 0) throw context.Refusal($"dimension {dimension + 1} has blocks of {block} and margins of {before} and {after}");
            ref var size = ref shape[dimension + 1];
            var divided = isToBatch ? checked(size + before + after) : shape[0];
            if (divided % block != 0) throw context.Refusal($"{divided} entries cannot be divided into blocks of {block}");
            shape[0] = isToBatch ? checked(shape[0] * block) : shape[0] / block;
            size = isToBatch ? divided / block : checked((int)Math.Max((long)size * block - before - after, -1));
        }
        context.Resize(context.Output(0), shape);
    }

    protected override void Move(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (output.Count == 0) return;
        if (isToBatch) output.Write<byte>().Fill(_bits == 8 ? (byte)output.ZeroPoint : (byte)0);
        var (space, batch) = isToBatch ? (input, output) : (output, input);
        var blocks = context.Integers(1);
        Span<int> offsets = stackalloc int[_spatial];
        offsets.Clear();
        for (var first = 0; first < batch.Dim(0); first += space.Dim(0))
        {
            if (space.Dim(0) == 0) return;
            Layout(context, space, batch, first, offsets);
            _copy.Run(input.Bytes, output.Write<byte>(), _bits);
            for (var dimension = _spatial - 1; dimension >= 0 && ++offsets[dimension] == blocks[dimension]; dimension--) offsets[dimension] = 0;
        }
    }

    /// <summary>The positions at one offset in the blocks: they stand in batches from <paramref name="first"/> on.</summary>
    private void Layout(KernelContext context, RuntimeTensor space, RuntimeTensor batch, int first, ReadOnlySpan<int> offsets)
    {
        var blocks = context.Integers(1);
        var margins = context.Integers(2);
        var depth = space.Dim(_spatial + 1);
        var (inSpace, inBatch) = (depth, depth);
        _copy.Start();
        Repeat(depth, 0, 1, 0, 1);
        for (var dimension = _spatial - 1; dimension >= 0; dimension--)
        {
            // o from the first with o b + i − m ≥ 0 to the last that lies inside both tensors.
            var (block, shift) = (blocks[dimension], offsets[dimension] - margins[2 * dimension]);
            var lowest = shift >= 0 ? 0 : (-shift + block - 1) / block;
            var end = Math.Min(batch.Dim(dimension + 1), (space.Dim(dimension + 1) - shift + block - 1) / block);
            Repeat((int)Math.Max(end - lowest, 0), unchecked((int)(lowest * block + shift) * inSpace), unchecked((int)block * inSpace), unchecked((int)lowest * inBatch), inBatch);
            inSpace = unchecked(inSpace * space.Dim(dimension + 1));
            inBatch = unchecked(inBatch * batch.Dim(dimension + 1));
        }
        Repeat(space.Dim(0), 0, inSpace, first * inBatch, inBatch);
    }

    private void Repeat(int size, int spaceStart, int spaceStride, int batchStart, int batchStride)
    {
        var (from, to) = isToBatch ? (spaceStart, batchStart) : (batchStart, spaceStart);
        _copy.Shift(from, to);
        (from, to) = isToBatch ? (spaceStride, batchStride) : (batchStride, spaceStride);
        _copy.Repeat(size, from, to);
    }
}
