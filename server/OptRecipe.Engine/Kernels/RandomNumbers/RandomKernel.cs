namespace OptRecipe.Engine.Kernels;

/// <summary>What the random operators share: a Philox stream from the options' two seeds, which goes on from invocation to invocation. Where both seeds are 0 the runtimes take them
/// from the system; here they are <see cref="DefaultSeed"/> and 0, so that runs repeat.</summary>
internal abstract class RandomKernel : Kernel
{
    /// <summary>TensorFlow's own seed for graphs that name none.</summary>
    public const ulong DefaultSeed = 87654321;

    private Philox _start;

    /// <summary>Where the stream stands.</summary>
    protected Philox Stream;

    public override void Prepare(KernelContext context)
    {
        var options = context.OptionsOf("RandomOptions");
        var (seed, seed2) = ((ulong)options.Int64("seed"), (ulong)options.Int64("seed2"));
        Stream = _start = seed == 0 && seed2 == 0 ? new(DefaultSeed, 0) : new(seed, seed2);
    }

    public override void Reset() => Stream = _start;
}
