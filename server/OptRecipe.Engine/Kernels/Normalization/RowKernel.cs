using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>An operator that works on each row of the last dimension for itself; the shapes are equal.</summary>
internal abstract class RowKernel : Kernel
{
    private RowLoop? _loop;

    public override int InPlaceInput => 0;

    /// <summary>The loop for these types and quantizations; null when there is none for the input's type.</summary>
    protected abstract RowLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output);

    public sealed override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        context.RequireDense(input);
        if (input.Rank < 1) throw context.Refusal("the input is a scalar, at least one dimension is expected");
        _loop = Loop(context, input, output) ?? throw context.UnsupportedType(input);
        context.Resize(output, input.Shape);
    }

    public sealed override void Run(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Count > 0) _loop?.Run(input, output, input.Shape[^1]);
    }
}

/// <summary>Goes through the rows of a tensor.</summary>
internal abstract class RowLoop
{
    public abstract void Run(RuntimeTensor input, RuntimeTensor output, int length);
}

/// <summary>Goes through the rows of a tensor with these types.</summary>
internal abstract class RowLoop<TIn, TOut> : RowLoop where TIn : unmanaged where TOut : unmanaged
{
    /// <summary>Computes one row; the output may be the input's memory where both have the same type.</summary>
    protected abstract void Row(ReadOnlySpan<TIn> input, Span<TOut> output);

    public sealed override void Run(RuntimeTensor input, RuntimeTensor output, int length)
    {
        var from = input.Read<TIn>();
        var to = output.Write<TOut>();
        for (var start = 0; start < from.Length; start += length) Row(from.Slice(start, length), to.Slice(start, length));
    }
}
