using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1: x cut to a range; NaN stays, or becomes the lower bound. Quantized: rescaled with rounding twice, then cut to the bounds quantized with halves away
/// from zero.</summary>
internal sealed class Relu(float min, float max, bool hasInt16 = false) : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 when max == 6 && !ArithmeticTable.Relu6KeepsNaN(context.Runtime) => FloatLoop.Of(context.Kernels, new CutWithoutNaN(min, max)),
        TensorType.Float32 => FloatLoop.Of(context.Kernels, new Cut(min, max)),
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
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type,
            new RescaledCut(rescaling, Math.Max(lowest, Quantize(min)), max == float.PositiveInfinity ? highest : Math.Min(highest, Quantize(max))));

        int Quantize(float bound) => output.ZeroPoint + NativeConversion.ToInt32(MathF.Round(bound / scale, MidpointRounding.AwayFromZero));
    }

    private readonly struct Cut(float min, float max) : IFloatFunction
    {
        public (float First, float Second) Constants => (min, max);

        public float Apply(float x) => x < min ? min : x > max ? max : x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.Smaller(second, T.Larger(first, x));
    }

    private readonly struct CutWithoutNaN(float min, float max) : IFloatFunction
    {
        public (float First, float Second) Constants => (min, max);

        public float Apply(float x) => x > min ? x < max ? x : max : min;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.Smaller(T.Larger(x, first), second);
    }

    private readonly struct RescaledCut(Rescaling rescaling, int min, int max) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => Math.Min(Math.Max(rescaling.Apply(q), min), max);
    }
}
