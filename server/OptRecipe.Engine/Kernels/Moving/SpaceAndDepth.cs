using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>SPACE_TO_DEPTH and DEPTH_TO_SPACE: with blocks of b × b positions, space[n, y b + i, x b + j, c] = depth[n, y, x, (i b + j) C + c], C channels in space.</summary>
/// <param name="isToDepth">The direction.</param>
internal sealed class SpaceAndDepth(bool isToDepth) : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _block, _bits;

    protected override void Check(KernelContext context)
    {
        var input = context.Input(0);
        _bits = 8 * context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireRank(input, 4);
        _block = context.Int32(isToDepth ? "SpaceToDepthOptions" : "DepthToSpaceOptions", "block_size");
        if (_block <= 0) throw context.Refusal($"the block size is {_block}");
        if (isToDepth ? input.Dim(1) % _block != 0 || input.Dim(2) % _block != 0 : input.Dim(3) % ((long)_block * _block) != 0)
            throw context.Refusal($"the input {input} is not made of blocks of {_block} × {_block}");
    }

    protected override void Plan(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (isToDepth) context.Resize(output, input.Dim(0), input.Dim(1) / _block, input.Dim(2) / _block, checked(input.Dim(3) * _block * _block));
        else context.Resize(output, input.Dim(0), checked(input.Dim(1) * _block), checked(input.Dim(2) * _block), input.Dim(3) / _block / _block);
        var (space, depth) = isToDepth ? (input, output) : (output, input);
        var (spaceStrides, depthStrides) = (MovingChecks.Strides(space.Shape), MovingChecks.Strides(depth.Shape));
        _copy.Start();
        Repeat(space.Dim(3), 1, 1);
        Repeat(_block, spaceStrides[2], space.Dim(3));
        Repeat(_block, spaceStrides[1], unchecked(_block * space.Dim(3)));
        Repeat(depth.Dim(2), unchecked(_block * spaceStrides[2]), depthStrides[2]);
        Repeat(depth.Dim(1), unchecked(_block * spaceStrides[1]), depthStrides[1]);
        Repeat(depth.Dim(0), spaceStrides[0], depthStrides[0]);

        void Repeat(int size, int inSpace, int inDepth) => _copy.Repeat(size, isToDepth ? inSpace : inDepth, isToDepth ? inDepth : inSpace);
    }

    protected override void Move(KernelContext context) => _copy.Run(context.Input(0).Bytes, context.Output(0).Write<byte>(), _bits);
}
