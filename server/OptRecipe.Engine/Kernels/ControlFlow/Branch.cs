using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>IF and STABLEHLO_CASE: runs one of several graphs over the operands behind the first, which is a bool (true: the first graph) or an int32 index (one that no graph
/// has: the last graph). Shapes are fixed where all graphs give the same fixed ones.</summary>
internal sealed class Branch(string schema) : Kernel
{
    private RuntimeTensor[] _operands = [];
    private SubgraphCall[] _calls = [];

    public override void Prepare(KernelContext context)
    {
        var (choice, options) = (context.Input(0), context.OptionsOf(schema));
        var isIf = schema == "IfOptions";
        int[] indices = isIf ? [options.Int32("then_subgraph_index"), options.Int32("else_subgraph_index")] : [.. options.Int32s("branch_subgraph_indices")];
        var type = isIf ? TensorType.Bool : TensorType.Int32;
        if (choice.Type != type || choice.Count != 1) throw context.Refusal($"the choice is {choice}, one {type.Name()} is expected");
        if (indices.Length == 0) throw context.Refusal("there is no branch");
        _operands = SubgraphCall.Operands(context, 1);
        _calls = new SubgraphCall[indices.Length];
        var isStatic = true;
        for (var index = 0; index < indices.Length; index++)
        {
            var call = _calls[index] = new(context, indices[index], _operands, context.OutputCount);
            call.Shape(_operands);
            isStatic &= call.IsStatic;
            for (var output = 0; output < call.Outputs.Length; output++)
            {
                var (result, first) = (call.Outputs[output], _calls[0].Outputs[output]);
                if (result.Type != first.Type) throw context.Refusal($"output {output} is {first.Type.Name()} in one branch and {result.Type.Name()} in another");
                isStatic &= result.Shape.AsSpan().SequenceEqual(first.Shape);
            }
        }
        SubgraphCall.PrepareOutputs(context, _calls[0].Outputs, isStatic);
    }

    public override void Run(KernelContext context)
    {
        var choice = context.Input(0);
        var index = choice.Type == TensorType.Bool ? choice.Read<byte>()[0] != 0 ? 0 : 1 : choice.Read<int>()[0];
        var call = _calls[(uint)index < (uint)_calls.Length ? index : ^1];
        call.Run(context, _operands);
        SubgraphCall.Return(context, call.Outputs);
    }
}
