using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>An operator of two operands that are walked element by element after NumPy's rule, for any rank. Which function it applies is chosen once, while
/// preparing.</summary>
internal abstract class BinaryKernel : Kernel
{
    private (BinaryLoop Loop, Broadcasting Walk)? _prepared;
    private bool _isInPlace, _isComputed;

    public override int InPlaceInput => _isInPlace ? 0 : -1;

    /// <summary>Whether two operands that are known give a result that is known.</summary>
    protected virtual bool Folds => false;
    /// <summary>Whether the operands may have different types; <see cref="Choose"/> checks them then.</summary>
    protected virtual bool MixesTypes => false;
    /// <summary>What makes a run fail whose second operand holds a forbidden value.</summary>
    protected virtual string Forbidden => "the divisor holds a 0";

    /// <summary>The loop for these types, null when there is none; checks attributes and quantization.</summary>
    protected abstract BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output);

    /// <summary>How the operands are walked, null when they do not fit together.</summary>
    protected virtual Broadcasting? WalkOver(RuntimeTensor a, RuntimeTensor b) => Broadcasting.Of(a.Shape, b.Shape);

    /// <summary>The walk over operands of one shape.</summary>
    protected static Broadcasting? SameShapes(RuntimeTensor a, RuntimeTensor b) =>
        a.Shape.AsSpan().SequenceEqual(b.Shape) ? Broadcasting.Of(a.Shape, b.Shape) : null;

    /// <summary>The type that the output has to have.</summary>
    protected virtual TensorType ResultType(RuntimeTensor a, RuntimeTensor output) => a.Type;

    public override void Prepare(KernelContext context)
    {
        var (a, b, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (a.Type != b.Type && !MixesTypes) throw context.Refusal($"the operands have the types {a.Type.Name()} and {b.Type.Name()}");
        if (output.Type != ResultType(a, output)) throw context.Refusal($"the output is {output.Type.Name()}, not {ResultType(a, output).Name()}");
        var walk = WalkOver(a, b) ?? throw context.Refusal($"the operands {a} and {b} do not fit together");
        context.Resize(output, walk.Shape);
        var loop = Choose(context, a, b, output) ?? throw context.UnsupportedType(a);
        _prepared = (loop, walk);
        _isInPlace = a.Type == output.Type;
        _isComputed = Folds && a.IsKnown && b.IsKnown;
        if (!_isComputed) return;
        context.ComputeOnce(output);
        Compute(context);
    }

    public override void Run(KernelContext context)
    {
        if (!_isComputed) Compute(context);
    }

    private void Compute(KernelContext context)
    {
        if (_prepared is var (loop, walk) && !loop.TryRun(context, walk, context.Input(0), context.Input(1), context.Output(0)))
            throw context.Refusal(Forbidden);
    }
}
