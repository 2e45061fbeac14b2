using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels;

/// <summary>An operator that works on each row of the last dimension for itself; the shapes are equal. Threads share the rows.</summary>
internal abstract class RowKernel : Kernel, IParallelWork
{
    private const int ParallelCount = 1 << 14;
    private RowLoop? _loop;
    private RuntimeTensor? _input, _output;

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
        (_input, _output) = (context.Input(0), context.Output(0));
        if (_input.Count < ParallelCount) Run(0, 1);
        else context.Workers.Run(this);
    }

    /// <summary>One of so many parts of the rows.</summary>
    public void Run(int part, int partCount)
    {
        if (_input is null || _output is null || _input.Count == 0) return;
        var length = _input.Shape[^1];
        var rows = (long)_input.Count / length;
        _loop?.Run(_input, _output, length, (int)(rows * part / partCount), (int)(rows * (part + 1) / partCount));
    }
}

/// <summary>Goes through the rows of a tensor.</summary>
internal abstract class RowLoop
{
    /// <summary>The rows from <paramref name="first"/> to before <paramref name="end"/>; called on several threads at once.</summary>
    public abstract void Run(RuntimeTensor input, RuntimeTensor output, int length, int first, int end);
}

/// <summary>Goes through the rows of a tensor with these types.</summary>
internal abstract class RowLoop<TIn, TOut> : RowLoop where TIn : unmanaged where TOut : unmanaged
{
    /// <summary>Computes one row; the output may be the input's memory where both have the same type.</summary>
    protected abstract void Row(ReadOnlySpan<TIn> input, Span<TOut> output);

    public sealed override void Run(RuntimeTensor input, RuntimeTensor output, int length, int first, int end)
    {
        var from = input.Read<TIn>();
        var to = output.Write<TOut>();
        for (var row = first; row < end; row++) Row(from.Slice(row * length, length), to.Slice(row * length, length));
    }
}
