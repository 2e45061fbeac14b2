using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>EXP: e^x, quantized through a table.</summary>
internal sealed class Exp : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(context.Kernels, input.Type, default(Function)),
            TensorType.Int8 or TensorType.Int16 => FunctionTables.Of(context, input, output, default(Function)),
            _ => null,
        };
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => (float)Math.Exp(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => Exponential.Exp(x);
    }
}
