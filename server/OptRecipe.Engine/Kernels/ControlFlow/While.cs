using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>WHILE: as long as the condition's graph gives true for the values, the body's graph turns them into new ones; the outputs are the last values. Shapes are fixed where
/// the body leaves them as they are, else they may change from turn to turn. The values live in the condition's inputs: the body's results are copied there before it reads them
/// again, so that a body may exchange its values.</summary>
internal sealed class While : Kernel
{
    private RuntimeTensor[] _operands = [];
    private SubgraphCall? _condition, _body;
    private bool _isStatic;

    public override void Prepare(KernelContext context)
    {
        var options = context.OptionsOf("WhileOptions");
        var (condition, body) = (options.Int32("cond_subgraph_index"), options.Int32("body_subgraph_index"));
        if (condition == body) throw context.Refusal($"condition and body are the same subgraph {body}");
        _operands = SubgraphCall.Operands(context, 0);
        if (context.OutputCount != _operands.Length) throw context.Refusal($"it has {_operands.Length} inputs and {context.OutputCount} outputs");
        _condition = new(context, condition, _operands, 1);
        _body = new(context, body, _operands, _operands.Length);
        _condition.Shape(_operands);
        if (_condition.IsStatic) CheckCondition(context, _condition.Outputs[0]);
        _body.Shape(_operands);
        _isStatic = _body.IsStatic;
        for (var index = 0; index < _operands.Length; index++)
        {
            var (before, after) = (_body.Inputs[index], _body.Outputs[index]);
            if (before.Type != after.Type) throw context.Refusal($"value {index} is {before.Type.Name()}, the body gives {after.Type.Name()}");
            // A scalar and a vector of one element are as good as each other.
            _isStatic &= before.Shape.AsSpan().SequenceEqual(after.Shape) || before is { Rank: <= 1, Count: 1 } && after is { Rank: <= 1, Count: 1 };
        }
        SubgraphCall.PrepareOutputs(context, _body.Outputs, _isStatic);
    }

    public override void Run(KernelContext context)
    {
        if (_condition is null || _body is null) return;
        _condition.Shape(_operands);
        _condition.Fill(context, _operands);
        for (var turn = 0L; IsTrue(context, _condition); turn++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (turn >= context.InterpreterOptions.LoopLimit)
                throw context.Refusal($"the loop is still not done after {turn:#,0} turns, which is the limit: LoopLimit of {nameof(KernelContext.InterpreterOptions)}");
            _body.Run(context, _condition.Inputs);
            _condition.Shape(_isStatic ? _operands : _body.Outputs);
            _condition.Fill(context, _body.Outputs);
        }
        SubgraphCall.Return(context, _condition.Inputs);
    }

    private static bool IsTrue(KernelContext context, SubgraphCall condition)
    {
        condition.Invoke();
        CheckCondition(context, condition.Outputs[0]);
        return condition.Outputs[0].Read<byte>()[0] != 0;
    }

    private static void CheckCondition(KernelContext context, RuntimeTensor result)
    {
        if (result is not { Type: TensorType.Bool, Rank: <= 1, Count: 1 }) throw context.Refusal($"the condition gives {result}, one bool is expected");
    }
}
