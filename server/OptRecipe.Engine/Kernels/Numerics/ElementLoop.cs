using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Computes a stretch of an output's elements from the same stretch of an input's: a loop that is chosen while preparing and compiled for its types and its function.</summary>
internal abstract class ElementLoop
{
    public abstract void Run(RuntimeTensor input, RuntimeTensor output, int start, int count);

    /// <summary>The same loop with denormals of float32 flushed before and after the function; itself where it reads no float32.</summary>
    public virtual ElementLoop WithFlushedDenormals() => this;

    public static ElementLoop Of<TIn, TOut, TFunction>(TFunction function) where TIn : unmanaged where TOut : unmanaged where TFunction : struct, IUnaryFunction<TIn, TOut> =>
        new Map<TIn, TOut, TFunction>(function);

    private sealed class Map<TIn, TOut, TFunction>(TFunction function) : ElementLoop
        where TIn : unmanaged where TOut : unmanaged where TFunction : struct, IUnaryFunction<TIn, TOut>
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count) =>
            ElementwiseLoops.Unary(input.Read<TIn>().Slice(start, count), output.Write<TOut>().Slice(start, count), function);

        public override ElementLoop WithFlushedDenormals() =>
            typeof(TIn) == typeof(float) ? new FlushedMap<TIn, TOut, TFunction>(function) : this;
    }

    /// <summary>A type of its own: a map that flushed by making another map would be a type without end for a compiler that compiles beforehand.</summary>
    private sealed class FlushedMap<TIn, TOut, TFunction>(TFunction function) : ElementLoop
        where TIn : unmanaged where TOut : unmanaged where TFunction : struct, IUnaryFunction<TIn, TOut>
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count) =>
            ElementwiseLoops.Unary(input.Read<TIn>().Slice(start, count), output.Write<TOut>().Slice(start, count), new FlushingFunction<TIn, TOut, TFunction>(function));
    }
}
