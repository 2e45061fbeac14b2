using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ELU: x, below zero e^x − 1; INT8 through a table.</summary>
internal sealed class Elu : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => FloatLoops.Of(input.Type, default(Function)),
        TensorType.Int8 => FunctionTables.Of(context, input, output, default(Function)),
        _ => null,
    };

    private readonly struct Function : IUnaryFunction<float, float>
    {
        public float Apply(float x) => x < 0 ? (float)SpecialFunctions.ExpMinusOne(x) : x;
    }
}
