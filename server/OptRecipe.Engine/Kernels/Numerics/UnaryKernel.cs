using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>An operator that computes each element of its output from the element of its one input at the same place; the shapes are equal. Where the input is known before
/// the graph runs the output is, too.</summary>
internal abstract class UnaryKernel : Kernel
{
    private ElementLoop? _loop;
    private bool _isDone;

    public override int InPlaceInput => 0;

    /// <summary>The loop for these types and quantizations; null when there is none for the input's type.</summary>
    protected abstract ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output);

    /// <summary>Whether the output has to have the input's type.</summary>
    protected virtual bool KeepsType => true;

    /// <summary>Whether it computes with floats, so that a runtime that flushes denormals flushes them here, too; what only moves numbers or turns their sign keeps them.</summary>
    protected virtual bool Computes(RuntimeTensor output) => true;

    /// <summary>Refuses values that the operator has no result for.</summary>
    protected virtual void CheckValues(KernelContext context, RuntimeTensor input) { }

    public sealed override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        context.RequireDense(input);
        if (KeepsType) context.RequireType(output, input.Type);
        _loop = Loop(context, input, output) ?? throw context.UnsupportedType(input);
        if (Denormals.AreFlushed(context.Runtime) && Computes(output)) _loop = _loop.WithFlushedDenormals();
        context.Resize(output, input.Shape);
        _isDone = input.IsKnown;
        if (!_isDone) return;
        context.ComputeOnce(output);
        Compute(context, input, output);
    }

    public sealed override void Run(KernelContext context)
    {
        if (!_isDone) Compute(context, context.Input(0), context.Output(0));
    }

    private void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        CheckValues(context, input);
        _loop?.Run(input, output, 0, input.Count);
    }
}
