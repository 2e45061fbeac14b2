using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SIGN: −1, 0 or 1; NaN stays.</summary>
internal sealed class Sign : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => ElementLoop.Of<float, float, SignOf<float>>(default),
        TensorType.Float64 => ElementLoop.Of<double, double, SignOf<double>>(default),
        TensorType.Int32 => ElementLoop.Of<int, int, SignOf<int>>(default),
        _ => null,
    };

    private readonly struct SignOf<T> : IUnaryFunction<T, T> where T : INumber<T>
    {
        public T Apply(T x) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.IsNaN(x) ? x : T.Zero;
    }
}
