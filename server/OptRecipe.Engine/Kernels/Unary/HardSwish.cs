using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>HARD_SWISH: x × min(max(x + 3, 0), 6) / 6. Quantized: both factors in 16-bit fixed point, their product truncated, the shift to the output's scale with halves away
/// from zero.</summary>
internal sealed class HardSwish : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type == TensorType.Float32) return ElementLoop.Of<float, float, Function>(default);
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8)) return null;
        // The input is moved up by seven bits; the number 32768 of the second factor stands for 3.
        var scale = 1f / 128 * context.RequireScale(input);
        var toOutput = FixedPointFactor.Of(scale / context.RequireScale(output));
        if (toOutput.Shift > 0) throw context.Refusal($"the input's scale {input.Scale} is more than 128 times the output's {output.Scale}");
        return QuantizedLoops.Of(input.Type, output.Type, new Quantized(toOutput, FixedPointFactor.Of(scale / (3f / 32768)), input.ZeroPoint, output.ZeroPoint));
    }

    private readonly struct Function : IUnaryFunction<float, float>
    {
        public float Apply(float x)
        {
            var shifted = x + 3;
            return x * (shifted > 0 ? shifted < 6 ? shifted : 6 : 0) / 6;
        }
    }

    private readonly struct Quantized(FixedPointFactor toOutput, FixedPointFactor toRelu, int inputZeroPoint, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q)
        {
            var x = (short)((q - inputZeroPoint) << 7);
            var result = FixedPoint16.Multiply(x, Upper16(toOutput.Multiplier));
            // The last bit of a shift to the left follows the multiplication, so that saturation strikes only there.
            var relu = FixedPoint16.Multiply(ShiftLeft(x, toRelu.Shift - 1), Upper16(toRelu.Multiplier));
            relu = toRelu.Shift > 0 ? ShiftLeft(relu, 1) : FixedPoint16.DivideByPowerOfTwo(relu, -toRelu.Shift);
            relu = (relu + (1 << 15)) >> 1;
            return (short)(FixedPoint16.DivideByPowerOfTwo(relu * result / (1 << 15), -toOutput.Shift) + outputZeroPoint);
        }

        private static int ShiftLeft(int x, int bits) => bits <= 0 ? x : (int)Math.Clamp((long)x << bits, short.MinValue, short.MaxValue);

        private static int Upper16(int multiplier) => multiplier >= int.MaxValue - (1 << 15) ? short.MaxValue : (multiplier + (1 << 15)) >> 16;
    }
}
