namespace OptRecipe.Engine.Interpretation;

/// <summary>How an interpreter runs. None of these changes a result, but for <see cref="Runtime"/>.</summary>
public sealed record InterpreterOptions
{
    public static InterpreterOptions Default { get; } = new();
    public PlayedRuntime Runtime { get; init; } = PlayedRuntime.LiteRT23;
    public int ThreadCount { get; init; } = 1;
    /// <summary>Name of a kernel set (<c>reference</c>, <c>portable</c> …); null for the environment's <c>OPTRECIPE_KERNELS</c>, else the fastest this processor has.</summary>
    public string? Kernels { get; init; }
    /// <summary>Keeps every tensor of the graph in memory of its own, so that all of them can be read and written between invocations, and any slice can be run.</summary>
    public bool PreserveAllTensors { get; init; }
    /// <summary>False: kernels read weights as the file stores them, where they can, and hold no rearranged copy.</summary>
    public bool PackWeights { get; init; } = true;
    /// <summary>Bytes that tensors may take beside the file's constants; a model that needs more is refused with the figure.</summary>
    public long MemoryLimitBytes { get; init; } = 4L << 30;
    /// <summary>How often a loop (WHILE) may turn in one invocation.</summary>
    public long LoopLimit { get; init; } = 10_000_000;
    /// <summary>Sees every operator of the main graph and of those it calls; null costs nothing.</summary>
    public IOperatorTap? Tap { get; init; }
}
