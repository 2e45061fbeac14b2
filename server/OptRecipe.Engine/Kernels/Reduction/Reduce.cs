using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>REDUCE_MAX, REDUCE_MIN (of stored numbers: 8 and 16 bits need the same quantization on both sides), REDUCE_ANY and REDUCE_ALL (bool). Over nothing they give the lowest or
/// highest finite number, false, true.</summary>
internal sealed class Reduce(ReduceFunction function) : ReductionKernel
{
    protected override int AccumulatorSize => 0;

    protected override void Check(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var isLogical = function is ReduceFunction.Any or ReduceFunction.All;
        if (isLogical ? input.Type != TensorType.Bool : !PlainFold.Takes(input.Type)) throw context.UnsupportedType(input);
        if (IsQuantizable(input.Type) && !HaveSameQuantization(input, output))
            throw context.Refusal($"the output's scale {output.Scale} and zero point {output.ZeroPoint} are not the input's {input.Scale} and {input.ZeroPoint}");
    }

    protected override void Compute(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output) => PlainFold.Run(context, function, plan, input, output);
}
