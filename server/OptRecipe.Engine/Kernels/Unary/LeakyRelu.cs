using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LEAKY_RELU: x where it is above zero, else alpha × x. Quantized: both with a multiplier of their own, rounded twice.</summary>
internal sealed class LeakyRelu : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var alpha = context.Single("LeakyReluOptions", "alpha");
        if (input.Type == TensorType.Float32) return FloatLoop.Of(context.Kernels, new Function(alpha));
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16)) return null;
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var (inputScale, outputScale) = (context.ScaleOf(input), context.ScaleOf(output));
        var slope = inputScale * alpha / outputScale;
        var sign = slope < 0 && ArithmeticTable.LeakyReluRoundsWithoutSign(context.Runtime) ? -1 : 1;
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Quantized(
            new(FixedPointFactor.Of(inputScale / outputScale), input.ZeroPoint, output.ZeroPoint), FixedPointFactor.Of(sign * slope), sign, input.ZeroPoint, output.ZeroPoint));
    }

    private readonly struct Function(float alpha) : IFloatFunction
    {
        public (float First, float Second) Constants => (alpha, 0);

        public float Apply(float x) => x > 0 ? x : x * alpha;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.IfLess(T.All(0), x, x, x * first);
    }

    private readonly struct Quantized(Rescaling above, FixedPointFactor below, int sign, int inputZeroPoint, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => q >= inputZeroPoint ? above.Apply(q) : unchecked(sign * below.Apply(q - inputZeroPoint, Rounding.Double) + outputZeroPoint);
    }
}
