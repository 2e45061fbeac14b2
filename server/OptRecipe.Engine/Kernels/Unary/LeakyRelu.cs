using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LEAKY_RELU: x where it is above zero, else alpha × x. Quantized: both with a multiplier of their own, rounded twice.</summary>
internal sealed class LeakyRelu : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var alpha = context.Single("LeakyReluOptions", "alpha");
        if (input.Type == TensorType.Float32) return ElementLoop.Of<float, float, Function>(new(alpha));
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16)) return null;
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var (inputScale, outputScale) = (context.ScaleOf(input), context.ScaleOf(output));
        var slope = inputScale * alpha / outputScale;
        var sign = slope < 0 && ArithmeticTable.LeakyReluRoundsWithoutSign(context.Runtime) ? -1 : 1;
        return QuantizedLoops.Of(input.Type, output.Type, new Quantized(
            new(FixedPointFactor.Of(inputScale / outputScale), input.ZeroPoint, output.ZeroPoint), FixedPointFactor.Of(sign * slope), sign, input.ZeroPoint, output.ZeroPoint));
    }

    private readonly struct Function(float alpha) : IUnaryFunction<float, float>
    {
        public float Apply(float x) => x > 0 ? x : x * alpha;
    }

    private readonly struct Quantized(Rescaling above, FixedPointFactor below, int sign, int inputZeroPoint, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => q >= inputZeroPoint ? above.Apply(q) : unchecked(sign * below.Apply(q - inputZeroPoint, Rounding.Double) + outputZeroPoint);
    }
}
