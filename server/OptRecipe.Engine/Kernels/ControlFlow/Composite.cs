using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>STABLEHLO_COMPOSITE: a named operation, run as the graph that it stands for.</summary>
internal sealed class Composite : Kernel
{
    private RuntimeTensor[] _operands = [];
    private SubgraphCall? _call;

    public override void Prepare(KernelContext context)
    {
        _operands = SubgraphCall.Operands(context, 0);
        _call = new(context, context.Int32("StableHLOCompositeOptions", "decomposition_subgraph_index"), _operands, context.OutputCount);
        _call.Shape(_operands);
        SubgraphCall.PrepareOutputs(context, _call.Outputs, _call.IsStatic);
    }

    public override void Run(KernelContext context)
    {
        if (_call is null) return;
        _call.Run(context, _operands);
        SubgraphCall.Return(context, _call.Outputs);
    }
}
