namespace OptRecipe.Engine.Kernels;

/// <summary>CALL_ONCE: runs a graph without inputs and outputs, which initializes variables and tables, once in the life of an interpreter however many operators ask for it.</summary>
internal sealed class CallOnce : Kernel
{
    private SubgraphCall? _call;

    public override void Prepare(KernelContext context)
    {
        if (context.InputCount != 0 || context.OutputCount != 0) throw context.Refusal($"it has {context.InputCount} inputs and {context.OutputCount} outputs, none are expected");
        _call = new(context, Index(context), [], 0);
    }

    public override void Run(KernelContext context)
    {
        if (context.Resources.IsInitialized(Index(context))) return;
        _call?.Run(context, []);
        context.Resources.SetInitialized(Index(context));
    }

    private static int Index(KernelContext context) => context.Int32("CallOnceOptions", "init_subgraph_index");
}
