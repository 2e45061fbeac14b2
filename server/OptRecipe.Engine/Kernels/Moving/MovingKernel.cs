using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>A kernel whose outputs take their shapes from shapes and, perhaps, from the values of some inputs (axes, sizes, paddings). Where those values are known the shapes are set
/// while preparing; else while running. Where all inputs are known, which is what arithmetic over shapes looks like, small outputs are computed once and known in turn.</summary>
internal abstract class MovingKernel : Kernel
{
    private const int LargestComputedOnce = 1 << 16;
    private bool _isComputed;

    /// <summary>Inputs whose values decide the outputs' shapes.</summary>
    protected virtual ReadOnlySpan<int> ShapeInputs => [];

    /// <summary>Checks types, ranks and attributes: what does not depend on values.</summary>
    protected virtual void Check(KernelContext context) { }

    /// <summary>Checks the values of the shape inputs, sets the outputs' shapes and lays out the work.</summary>
    protected abstract void Plan(KernelContext context);

    /// <summary>Computes the outputs.</summary>
    protected abstract void Move(KernelContext context);

    public sealed override void Prepare(KernelContext context)
    {
        _isComputed = false;
        Check(context);
        var isPlanned = true;
        foreach (var input in ShapeInputs) isPlanned &= context.OptionalInput(input)?.IsKnown ?? true;
        if (isPlanned) Plan(context);
        var hasStrings = context.Output(0).Type == TensorType.String;
        if (!isPlanned || hasStrings) MakeAllDynamic(context);
        else if (IsSmall(context))
        {
            for (var index = 0; index < context.OutputCount; index++) context.ComputeOnce(context.Output(index));
            RequireValues(context);
            Move(context);
            _isComputed = true;
        }
    }

    public sealed override void Run(KernelContext context)
    {
        if (_isComputed) return;
        RequireValues(context);
        if (context.Output(0).Memory == TensorMemory.Dynamic) Plan(context);
        Move(context);
    }

    /// <summary>An input that a later operator makes, or a sparse constant, has not the bytes of its shape.</summary>
    private static void RequireValues(KernelContext context)
    {
        for (var index = 0; index < context.InputCount; index++)
            if (context.OptionalInput(index) is { } input && input.Bytes.Length < TensorSize.Bytes(input.Type, input.Count)) throw context.Refusal($"the values of input {index}, {input}, are not there");
    }

    private static void MakeAllDynamic(KernelContext context)
    {
        for (var index = 0; index < context.OutputCount; index++) context.MakeDynamic(context.Output(index));
    }

    private static bool IsSmall(KernelContext context)
    {
        for (var index = 0; index < context.InputCount; index++)
            if (context.OptionalInput(index) is { IsKnown: false }) return false;
        var byteCount = 0L;
        for (var index = 0; index < context.OutputCount; index++)
        {
            if (context.Output(index).IsVariable) return false;
            byteCount += context.Output(index).ByteCount;
        }
        return byteCount <= LargestComputedOnce;
    }
}
