using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CEIL, FLOOR, ROUND, SQUARE, SIN, COS: a function of floats, computed in float32 for 16-bit ones.</summary>
internal sealed class FloatFunction<TFunction>(params TensorType[] types) : UnaryKernel where TFunction : struct, IUnaryFunction<float, float>
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => types.Contains(input.Type) ? FloatLoops.Of(input.Type, default(TFunction)) : null;
}

internal readonly struct Ceil : IUnaryFunction<float, float>
{
    public float Apply(float x) => MathF.Ceiling(x);
}

internal readonly struct Floor : IUnaryFunction<float, float>
{
    public float Apply(float x) => MathF.Floor(x);
}

/// <summary>To the nearest integer, halves to even; never −0 for a result above −1/2, which is why it is not the library's.</summary>
internal readonly struct Round : IUnaryFunction<float, float>
{
    public float Apply(float x)
    {
        var floor = MathF.Floor(x);
        var rest = x - floor;
        return rest < 0.5f || rest == 0.5f && (int)floor % 2 == 0 ? floor : floor + 1;
    }
}

internal readonly struct Square : IUnaryFunction<float, float>
{
    public float Apply(float x) => x * x;
}

internal readonly struct Sin : IUnaryFunction<float, float>
{
    public float Apply(float x) => (float)Math.Sin(x);
}

internal readonly struct Cos : IUnaryFunction<float, float>
{
    public float Apply(float x) => (float)Math.Cos(x);
}
