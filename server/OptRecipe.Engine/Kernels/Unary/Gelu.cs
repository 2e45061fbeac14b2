using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>GELU: x / 2 × (1 + erf(x / sqrt 2)), or approximately x / 2 × (1 + tanh(sqrt(2 / π) × (x + 0.044715 x³))); quantized through a table.</summary>
internal sealed class Gelu : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) =>
        context.Bool("GeluOptions", "approximate") ? Loop(context, input, output, default(Approximate)) : Loop(context, input, output, default(Exact));

    private static ElementLoop? Loop<TFunction>(KernelContext context, RuntimeTensor input, RuntimeTensor output, TFunction function) where TFunction : struct, IFloatFunction =>
        input.Type switch
        {
            TensorType.Float32 or TensorType.Float16 => FloatLoops.Of(context.Kernels, input.Type, function),
            _ => FunctionTables.Of(context, input, output, function),
        };

    private readonly struct Exact : IFloatFunction
    {
        public float Apply(float x) => 0.5f * x * (float)SpecialFunctions.Erfc(x * -0.707106781f);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.All(0.5f) * x * Exponential.Erfc(x * T.All(-0.707106781f));
    }

    private readonly struct Approximate : IFloatFunction
    {
        public float Apply(float x) => 0.5f * x * (1 + (float)Math.Tanh(0.797884561f * (x + 0.044715f * x * x * x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.All(0.5f) * x * (T.All(1) + Exponential.Tanh(T.All(0.797884561f) * (x + T.All(0.044715f) * x * x * x)));
    }
}
