using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>QUANTIZE. From float32: x / scale with halves away from zero (per channel too), plus the zero point, cut to the type. Between integers: rescaled with rounding twice.</summary>
internal sealed class Quantize : UnaryKernel
{
    protected override bool KeepsType => false;

    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type != TensorType.Float32) return Integers(context, input, output);
        return output.Type switch
        {
            TensorType.Int8 => Floats<sbyte>(context, input, output),
            TensorType.UInt8 => Floats<byte>(context, input, output),
            TensorType.Int16 => Floats<short>(context, input, output),
            TensorType.Int4 or TensorType.UInt4 when !output.Quantization.IsPerChannel => Packed(context, output),
            _ => throw context.UnsupportedType(output),
        };
    }

    private static ElementLoop? Integers(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var isAllowed = (input.Type, output.Type) switch
        {
            (TensorType.Int8 or TensorType.UInt8, TensorType.Int8 or TensorType.UInt8 or TensorType.Int16) => true,
            (TensorType.Int16, TensorType.Int8 or TensorType.Int16 or TensorType.Int32) => true,
            (TensorType.Int32, TensorType.Int8 or TensorType.Int16) => true,
            _ => false,
        };
        if (!isAllowed) throw context.Refusal($"there is no kernel from {input.Type.Name()} to {output.Type.Name()}");
        if (input.Type == output.Type)
        {
            context.RequireSymmetricInt16(input);
            context.RequireSymmetricInt16(output);
        }
        var factor = FixedPointFactor.Of(context.ScaleOf(input) / (double)context.RequireScale(output));
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Rescaling(factor, input.ZeroPoint, output.ZeroPoint));
    }

    private static ElementLoop Floats<T>(KernelContext context, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, IBinaryInteger<T>
    {
        var quantization = output.Quantization;
        var functions = new Division<T>[quantization.Scales.Length];
        for (var channel = 0; channel < functions.Length; channel++)
            functions[channel] = new(new(context.RequireScale(output, quantization.Scales[channel]), quantization.ZeroPoints[channel]));
        if (functions.Length == 0) context.RequireScale(output);
        if (functions.Length == 1)
            return ArithmeticTable.QuantizeDividesInFloat64(context.Runtime) ? QuantizeLoop.Of<T, WideDivision<T>>(context.Kernels, output.Scale, output.ZeroPoint, new(output.Scale, output.ZeroPoint)) : QuantizeLoop.Of<T, Division<T>>(context.Kernels, output.Scale, output.ZeroPoint, functions[0]);
        return new ChannelLoop<float, T, Division<T>>(Channels.Of(context, output, input.Shape), functions);
    }

    private static ElementLoop Packed(KernelContext context, RuntimeTensor output)
    {
        var (min, max) = ActivationRange.TypeRange(output.Type);
        return PackedLoops.To<float, CutDivision>(output.Type, new(new(context.RequireScale(output), output.ZeroPoint), min, max));
    }

    private readonly struct Division(float scale, int zeroPoint) : IUnaryFunction<float, int>
    {
        public int Apply(float x) => unchecked(NativeConversion.ToInt32(MathF.Round(x / scale, MidpointRounding.AwayFromZero)) + zeroPoint);
    }

    private readonly struct Division<T>(Division division) : IUnaryFunction<float, T> where T : IBinaryInteger<T>
    {
        public T Apply(float x) => T.CreateSaturating(division.Apply(x));
    }

    private readonly struct WideDivision<T>(double scale, int zeroPoint) : IUnaryFunction<float, T> where T : IBinaryInteger<T>
    {
        public T Apply(float x) => T.CreateSaturating(unchecked(NativeConversion.ToInt32(Math.Round(x / scale, MidpointRounding.AwayFromZero)) + zeroPoint));
    }

    private readonly struct CutDivision(Division division, int min, int max) : IUnaryFunction<float, int>
    {
        public int Apply(float x) => Math.Clamp(division.Apply(x), min, max);
    }
}
