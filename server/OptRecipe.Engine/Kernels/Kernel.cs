using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Kernels;

/// <summary>One operator of a graph, prepared and run. An instance belongs to one operator of one interpreter: what preparation finds out (multipliers, strides, packed
/// weights) it keeps in fields. Not thread-safe.</summary>
public abstract class Kernel
{
    /// <summary>Index of the input whose memory output 0 may take over when nobody else needs it and both have the same size in bytes; −1 for none. A kernel that names one
    /// reads each element before it writes it.</summary>
    public virtual int InPlaceInput => -1;

    /// <summary>Checks types, shapes and attributes, sets the outputs' shapes, asks for scratch memory and computes whatever does not change between invocations.
    /// Input values may be read here only where <see cref="Tensors.RuntimeTensor.IsKnown"/>. Called again when a shape has changed.</summary>
    /// <exception cref="InterpreterException">The operator cannot be run like this: thrown as <c>throw context.Refusal(…)</c>.</exception>
    public abstract void Prepare(KernelContext context);

    /// <summary>Computes the outputs. Allocates no managed memory, except where an output's size depends on values.</summary>
    public abstract void Run(KernelContext context);

    /// <summary>Sets back what the kernel itself remembers between invocations; variable tensors are the interpreter's.</summary>
    public virtual void Reset() { }
}
