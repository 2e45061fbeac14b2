using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>STABLEHLO_PAD: the value of the second input before, behind and between the entries of each dimension; negative edges crop. Where a dimension comes out empty or negative, all
/// dimensions of the output are 0.</summary>
internal sealed class StableHloPad : MovingKernel
{
    private readonly StridedCopy _copy = new();
    private int _bytes;

    protected override void Check(KernelContext context)
    {
        var (input, value) = (context.Input(0), context.Input(1));
        _bytes = context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireType(value, input.Type);
        if (value.Count != 1) throw context.Refusal($"the value to pad with is {value}, one value is expected");
        if (input.Rank == 0) throw context.Refusal("the input is a scalar");
    }

    protected override void Plan(KernelContext context)
    {
        var (input, options) = (context.Input(0), context.OptionsOf("StablehloPadOptions"));
        Span<int> shape = stackalloc int[input.Rank];
        var isEmpty = false;
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var (low, high, between) = Edges(context, options, dimension);
            var size = checked(input.Dim(dimension) + Math.Max(input.Dim(dimension) - 1L, 0) * between + low + high);
            isEmpty |= size <= 0;
            shape[dimension] = checked((int)Math.Max(size, 0));
        }
        if (isEmpty) shape.Clear();
        context.Resize(context.Output(0), shape);
        _copy.Start();
        var (from, to) = (1, 1);
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            // Entry i stands at low + i × step; the first is the one that is not cropped.
            var (low, _, between) = Edges(context, options, dimension);
            var step = between + 1;
            var first = low >= 0 ? 0 : (-low + step - 1) / step;
            var end = Math.Min(input.Dim(dimension), (shape[dimension] - low + step - 1) / step);
            _copy.Shift(unchecked((int)first * from), unchecked((int)(low + first * step) * to));
            _copy.Repeat((int)Math.Max(end - first, 0), from, unchecked((int)step * to));
            from = unchecked(from * input.Dim(dimension));
            to = unchecked(to * shape[dimension]);
        }
    }

    protected override void Move(KernelContext context)
    {
        var target = context.Output(0).Write<byte>();
        MovingChecks.FillWith(target, context.Input(1).Bytes);
        _copy.Run(context.Input(0).Bytes, target, 8 * _bytes);
    }

    private static (long Low, long High, long Between) Edges(KernelContext context, OperatorOptions options, int dimension)
    {
        return (Value("edge_padding_low", int.MinValue), Value("edge_padding_high", int.MinValue), Value("interior_padding", 0));

        long Value(string field, int lowest) => options.Int64s(field) is var values && dimension >= values.Length ? throw context.Refusal($"dimension {dimension} has no {field}")
            : values[dimension] >= lowest && values[dimension] <= int.MaxValue ? values[dimension] : throw context.Refusal($"{field} of dimension {dimension} is {values[dimension]}");
    }
}
