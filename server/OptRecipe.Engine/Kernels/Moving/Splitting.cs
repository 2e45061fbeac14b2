using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A tensor cut along an axis, a piece to each output.</summary>
internal abstract class Splitting : MovingKernel
{
    private readonly Joining _joining = new();
    private int _bits;

    protected abstract RuntimeTensor Whole(KernelContext context);

    protected void CheckPieces(KernelContext context, RuntimeTensor axis, int pieceCount)
    {
        _bits = 8 * context.ElementBytes(Whole(context));
        context.RequireOutputs(pieceCount);
        for (var piece = 0; piece < pieceCount; piece++) context.RequireType(context.Output(piece), Whole(context).Type);
        context.RequireType(axis, TensorType.Int32);
        if (axis.Count != 1) throw context.Refusal($"the axis is {axis}, one value is expected");
    }

    /// <summary>Sets the outputs' shapes; the sizes add up to the axis' dimension.</summary>
    protected void PlanPieces(KernelContext context, int axis, ReadOnlySpan<int> sizes)
    {
        var shape = Whole(context).Shape;
        _joining.Plan(TensorShape.Count(shape, 0, axis), sizes.Length);
        var inner = TensorShape.Count(shape, axis + 1, shape.Length);
        for (var piece = 0; piece < sizes.Length; piece++)
        {
            context.Resize(context.Output(piece), [.. shape.AsSpan(0, axis), sizes[piece], .. shape.AsSpan(axis + 1)]);
            _joining.SetLength(piece, checked(inner * sizes[piece]));
        }
    }

    protected override void Move(KernelContext context) => _joining.Separate(context, Whole(context), _bits);
}

/// <summary>SPLIT: <c>num_splits</c> equal pieces; inputs are the axis and the tensor.</summary>
internal sealed class Split : Splitting
{
    private static readonly int[] AxisInput = [0];

    protected override ReadOnlySpan<int> ShapeInputs => AxisInput;

    protected override RuntimeTensor Whole(KernelContext context) => context.Input(1);

    protected override void Check(KernelContext context) => CheckPieces(context, context.Input(0), context.Int32("SplitOptions", "num_splits"));

    protected override void Plan(KernelContext context)
    {
        var whole = Whole(context);
        var axis = context.Axis(context.Integers(0)[0], whole.Rank);
        var count = context.OutputCount;
        if (count == 0 || whole.Dim(axis) % count != 0) throw context.Refusal($"dimension {axis} of {whole} cannot be split into {count} equal pieces");
        var sizes = new int[count];
        sizes.AsSpan().Fill(whole.Dim(axis) / count);
        PlanPieces(context, axis, sizes);
    }
}

/// <summary>SPLIT_V: pieces of given sizes, of which one may be −1 and is then what remains; inputs are the tensor, the sizes and the axis.</summary>
internal sealed class SplitV : Splitting
{
    private static readonly int[] SizesAndAxis = [1, 2];

    protected override ReadOnlySpan<int> ShapeInputs => SizesAndAxis;

    protected override RuntimeTensor Whole(KernelContext context) => context.Input(0);

    protected override void Check(KernelContext context)
    {
        CheckPieces(context, context.Input(2), context.Int32("SplitVOptions", "num_splits"));
        var sizes = context.Input(1);
        IntegerValues.CheckType(context, sizes);
        if (sizes.Rank != 1 || sizes.Count != context.OutputCount) throw context.Refusal($"the sizes are {sizes}, {context.OutputCount} are expected");
    }

    protected override void Plan(KernelContext context)
    {
        var whole = Whole(context);
        var given = context.Integers(1);
        var axis = context.Axis(context.Integers(2)[0], whole.Rank);
        var sizes = new int[given.Count];
        var (sum, open) = (0L, -1);
        for (var piece = 0; piece < sizes.Length; piece++)
        {
            sizes[piece] = given.Int32(piece);
            if (sizes[piece] >= 0) sum += sizes[piece];
            else if (sizes[piece] == -1 && open < 0) open = piece;
            else throw context.Refusal($"the sizes {TensorShape.Text(sizes)} have more than one that is left open");
        }
        if (open < 0 ? sum != whole.Dim(axis) : sum > whole.Dim(axis)) throw context.Refusal($"the sizes sum to {sum}, dimension {axis} of the input is {whole.Dim(axis)}");
        if (open >= 0) sizes[open] = whole.Dim(axis) - (int)sum;
        PlanPieces(context, axis, sizes);
    }
}
