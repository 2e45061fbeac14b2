using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOG: the natural logarithm; quantized through a table, in which numbers that have none get the least of the output.</summary>
internal sealed class Log : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(context.Kernels, input.Type, default(Function)),
            TensorType.Int8 or TensorType.Int16 => FunctionTables.Of(context, input, output, Bounded.Of(context, input, output)),
            _ => null,
        };
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => (float)Math.Log(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => Exponential.Log(x);
    }

    private readonly struct Bounded(float least) : IUnaryFunction<float, float>
    {
        public static Bounded Of(KernelContext context, RuntimeTensor input, RuntimeTensor output)
        {
            context.RequireScale(input);
            return new(((long)ActivationRange.TypeRange(output.Type).Min - output.ZeroPoint) * context.RequireScale(output));
        }

        public float Apply(float x) => x <= 0 ? least : (float)Math.Log(x);
    }
}
