using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>How the vectors of a sequence stand in its tensor: [time, batch, size] or [batch, time, size].</summary>
internal readonly record struct RecurrentSequence(int Batches, int Steps, bool IsTimeMajor)
{
    /// <summary>The sequence of an input with three dimensions, or of one with two, which is a single step.</summary>
    public static RecurrentSequence Of(KernelContext context, RuntimeTensor input, int rank, bool isTimeMajor)
    {
        if (input.Rank != rank) throw context.Refusal($"the input {input} has {input.Rank} dimensions, {rank} are expected");
        return rank == 2 ? new(input.Dim(0), 1, true) : isTimeMajor ? new(input.Dim(1), input.Dim(0), true) : new(input.Dim(0), input.Dim(1), false);
    }

    /// <summary>Index of a vector.</summary>
    public int Row(int batch, int step) => IsTimeMajor ? step * Batches + batch : batch * Steps + step;
}
