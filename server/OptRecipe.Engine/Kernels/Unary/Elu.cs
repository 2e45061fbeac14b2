using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ELU: x, below zero e^x − 1; INT8 through a table.</summary>
internal sealed class Elu : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => FloatLoops.Of(context.Kernels, input.Type, default(Function)),
        TensorType.Int8 => FunctionTables.Of(context, input, output, default(Function)),
        _ => null,
    };

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => x < 0 ? (float)SpecialFunctions.ExpMinusOne(x) : x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.IfLess(x, T.All(0), Exponential.ExpMinusOne(x), x);
    }
}
