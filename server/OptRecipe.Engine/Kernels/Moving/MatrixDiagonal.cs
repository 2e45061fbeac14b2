using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>MATRIX_DIAG: a square matrix for each innermost vector, which is its diagonal; zeros elsewhere.</summary>
internal sealed class MatrixDiag : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _bits;

    protected override void Check(KernelContext context)
    {
        _bits = 8 * context.ElementBytes(context.Input(0));
        context.RequireType(context.Output(0), context.Input(0).Type);
        if (context.Input(0).Rank == 0) throw context.Refusal("the diagonal is a scalar");
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var size = input.Dim(input.Rank - 1);
        context.Resize(context.Output(0), [.. input.Shape, size]);
        _copy.Start();
        _copy.Repeat(size, 1, unchecked(size + 1));
        _copy.Repeat(TensorShape.Count(input.Shape, 0, input.Rank - 1), size, unchecked(size * size));
    }

    protected override void Move(KernelContext context)
    {
        var target = context.Output(0).Write<byte>();
        target.Clear();
        _copy.Run(context.Input(0).Bytes, target, _bits);
    }
}

/// <summary>MATRIX_SET_DIAG: the matrices of the first input with the diagonals of the second.</summary>
internal sealed class MatrixSetDiag : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _bits;

    public override int InPlaceInput => 0;

    protected override void Check(KernelContext context)
    {
        var (input, diagonal) = (context.Input(0), context.Input(1));
        _bits = 8 * context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireType(diagonal, input.Type);
        if (input.Rank < 2) throw context.Refusal($"the input is {input}, matrices are expected");
        var expected = (int[])[.. input.Shape.AsSpan(0, input.Rank - 2), Math.Min(input.Dim(input.Rank - 2), input.Dim(input.Rank - 1))];
        if (!diagonal.Shape.AsSpan().SequenceEqual(expected)) throw context.Refusal($"the diagonals are {diagonal}, {TensorShape.Text(expected)} is expected");
    }

    protected override void Plan(KernelContext context)
    {
        var (shape, diagonal) = (context.Input(0).Shape, context.Input(1).Shape);
        context.Resize(context.Output(0), shape);
        var (rows, columns, size) = (shape[^2], shape[^1], diagonal[^1]);
        _copy.Start();
        _copy.Repeat(size, 1, unchecked(columns + 1));
        _copy.Repeat(TensorShape.Count(shape, 0, shape.Length - 2), size, unchecked(rows * columns));
    }

    protected override void Move(KernelContext context)
    {
        var target = context.Output(0).Write<byte>();
        context.Input(0).Bytes.CopyTo(target);
        _copy.Run(context.Input(1).Bytes, target, _bits);
    }
}
