using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>TILE: the input repeated along each dimension as often as the second input says.</summary>
internal sealed class Tile : MovingKernel
{
    private static readonly int[] MultiplesInput = [1];
    private readonly StridedCopy _copy = new();
    private int _bits;

    protected override ReadOnlySpan<int> ShapeInputs => MultiplesInput;

    protected override void Check(KernelContext context)
    {
        var (input, multiples) = (context.Input(0), context.Input(1));
        _bits = context.ElementBits(input, takesStrings: true);
        context.RequireType(context.Output(0), input.Type);
        IntegerValues.CheckType(context, multiples);
        if (multiples.Count != input.Rank) throw context.Refusal($"the multiples are {multiples}, {input.Rank} are expected");
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var multiples = context.Integers(1);
        Span<int> shape = stackalloc int[input.Rank];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            if (multiples[dimension] < 0) throw context.Refusal($"multiple {dimension} is {multiples[dimension]}");
            shape[dimension] = checked(input.Dim(dimension) * multiples.Int32(dimension));
        }
        context.Resize(context.Output(0), shape);
        _copy.Start();
        var (from, to) = (1, 1);
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            _copy.Repeat(input.Dim(dimension), from, to);
            _copy.Repeat((int)multiples[dimension], 0, unchecked(to * input.Dim(dimension)));
            from = unchecked(from * input.Dim(dimension));
            to = unchecked(to * shape[dimension]);
        }
    }

    protected override void Move(KernelContext context)
    {
        if (_bits == 0) MovedStrings.Write(context, _copy);
        else _copy.Run(context.Input(0).Bytes, context.Output(0).Write<byte>(), _bits);
    }
}
