using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>An operator with known weights, prepared for a kernel set and for its shapes. Used by one thread at a time, which shares the work with those of the pool.</summary>
internal interface IFastKernel
{
    /// <summary>Bytes of scratch memory that a run needs for so many threads.</summary>
    long ScratchBytes(int threadCount);

    /// <param name="input">The stored numbers.</param>
    void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch);
}
