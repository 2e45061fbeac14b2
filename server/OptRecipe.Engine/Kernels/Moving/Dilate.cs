using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>DILATE: entries of the third input between neighbours: dimension d has (size − 1) × dilation + 1 entries, and output[i × dilation, …] = input[i, …].</summary>
internal sealed class Dilate : MovingKernel
{
    private static readonly int[] DilationInput = [1];
    private readonly StridedCopy _copy = new();
    private int _bytes;

    protected override ReadOnlySpan<int> ShapeInputs => DilationInput;

    protected override void Check(KernelContext context)
    {
        var (input, dilations, value) = (context.Input(0), context.Input(1), context.Input(2));
        _bytes = context.ElementBytes(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireType(value, input.Type);
        context.RequireType(dilations, TensorType.Int32);
        if (input.Rank == 0 || dilations.Rank != 1 || dilations.Count != input.Rank) throw context.Refusal($"the input is {input} and the dilations are {dilations}, one for each dimension is expected");
        if (value.Count < 1) throw context.Refusal($"the value to fill with is {value}, one value is expected");
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var dilations = context.Integers(1);
        Span<int> shape = stackalloc int[input.Rank];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            if (dilations[dimension] < 1) throw context.Refusal($"dilation {dimension} is {dilations[dimension]}");
            shape[dimension] = checked((input.Dim(dimension) - 1) * dilations.Int32(dimension) + 1);
        }
        context.Resize(context.Output(0), shape);
        _copy.Start();
        var (from, to) = (1, 1);
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            _copy.Repeat(input.Dim(dimension), from, unchecked(to * (int)dilations[dimension]));
            from = unchecked(from * input.Dim(dimension));
            to = unchecked(to * shape[dimension]);
        }
    }

    protected override void Move(KernelContext context)
    {
        var target = context.Output(0).Write<byte>();
        MovingChecks.FillWith(target, context.Input(2).Bytes[.._bytes]);
        _copy.Run(context.Input(0).Bytes, target, 8 * _bytes);
    }
}
