using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SQRT. Quantized: the float32 root over the output's scale, truncated.</summary>
internal sealed class Sqrt : Root
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(context.Kernels, input.Type, default(Function)),
            TensorType.Int8 or TensorType.Int16 => QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Quantized(context.RequireScale(input), input.ZeroPoint, context.RequireScale(output), output.ZeroPoint)),
            _ => null,
        };
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => MathF.Sqrt(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.Sqrt(x);
    }

    private readonly struct Quantized(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => NativeConversion.ToInt32(MathF.Sqrt(inputScale * (q - inputZeroPoint)) / outputScale) + outputZeroPoint;
    }
}
