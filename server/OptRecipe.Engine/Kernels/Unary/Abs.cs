using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ABS. Quantized: |q − zero point| rescaled to the output, rounded twice; INT16 without parameters and INT32 are plain numbers, of which the smallest is its own
/// result.</summary>
internal sealed class Abs : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => FloatLoop.Of(context.Kernels, default(Single)),
        TensorType.Int32 => ElementLoop.Of<int, int, Integer<int>>(default),
        TensorType.Int16 when input.Quantization.IsNone => ElementLoop.Of<short, short, Integer<short>>(default),
        TensorType.Int8 or TensorType.Int16 => Quantized(context, input, output),
        _ => null,
    };

    private static ElementLoop? Quantized(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var factor = FixedPointFactor.Of(context.RequireScale(input) / context.RequireScale(output));
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Distance(input.ZeroPoint, new(factor, 0, output.ZeroPoint)));
    }

    private readonly struct Single : IFloatFunction
    {
        public float Apply(float x) => MathF.Abs(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.Abs(x);
    }

    private readonly struct Integer<T> : IUnaryFunction<T, T> where T : IBinaryInteger<T>
    {
        public T Apply(T x) => T.IsNegative(x) ? unchecked(-x) : x;
    }

    private readonly struct Distance(int zeroPoint, Rescaling rescaling) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => rescaling.Apply(default(Integer<int>).Apply(q - zeroPoint));
    }
}
