using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1: x cut to a range; NaN stays, or becomes the lower bound. Quantized: rescaled with rounding twice, then cut to the bounds quantized with halves away
/// from zero.</summary>
internal sealed class Relu(float min, float max, bool hasInt16 = false) : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 when max == 6 && !ArithmeticTable.Relu6KeepsNaN(context.Runtime) => ElementLoop.Of<float, float, CutWithoutNaN>(new(min, max)),
        TensorType.Float32 => ElementLoop.Of<float, float, Cut>(new(min, max)),
        TensorType.Int8 or TensorType.UInt8 => Quantized(context, input, output),
        TensorType.Int16 when hasInt16 => Quantized(context, input, output),
        _ => null,
    };

    private ElementLoop? Quantized(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var scale = context.ScaleOf(output);
        var (lowest, highest) = ActivationRange.TypeRange(output.Type);
        var rescaling = new Rescaling(FixedPointFactor.Of(context.ScaleOf(input) / scale), input.ZeroPoint, output.ZeroPoint);
        return QuantizedLoops.Of(input.Type, output.Type,
            new RescaledCut(rescaling, Math.Max(lowest, Quantize(min)), max == float.PositiveInfinity ? highest : Math.Min(highest, Quantize(max))));

        int Quantize(float bound) => output.ZeroPoint + NativeConversion.ToInt32(MathF.Round(bound / scale, MidpointRounding.AwayFromZero));
    }

    private readonly struct Cut(float min, float max) : IUnaryFunction<float, float>
    {
        public float Apply(float x) => x < min ? min : x > max ? max : x;
    }

    private readonly struct CutWithoutNaN(float min, float max) : IUnaryFunction<float, float>
    {
        public float Apply(float x) => x > min ? x < max ? x : max : min;
    }

    private readonly struct RescaledCut(Rescaling rescaling, int min, int max) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => Math.Min(Math.Max(rescaling.Apply(q), min), max);
    }
}
