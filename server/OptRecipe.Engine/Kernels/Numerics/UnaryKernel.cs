using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>An operator that computes each element of its output from the element of its one input at the same place; the shapes are equal. Where the input is known before
/// the graph runs the output is, too.</summary>
internal abstract class UnaryKernel : Kernel, IParallelWork
{
    /// <summary>From here on it pays to call other threads; parts are multiples of so many elements that no byte and no line of the cache is shared.</summary>
    private const int ParallelCount = 1 << 14, PartUnit = 64;
    private ElementLoop? _loop;
    private bool _isDone;
    private RuntimeTensor? _input, _output;

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
        (_input, _output) = (input, output);
        if (input.Count < ParallelCount) Run(0, 1);
        else context.Workers.Run(this);
    }

    /// <summary>One of so many parts of the elements.</summary>
    public void Run(int part, int partCount)
    {
        if (_input is null || _output is null) return;
        var units = (_input.Count + PartUnit - 1) / PartUnit;
        var (start, end) = ((int)((long)units * part / partCount) * PartUnit, Math.Min((int)((long)units * (part + 1) / partCount) * PartUnit, _input.Count));
        if (start < end) _loop?.Run(_input, _output, start, end - start);
    }
}
