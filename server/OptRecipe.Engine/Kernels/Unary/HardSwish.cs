using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>HARD_SWISH: x × min(max(x + 3, 0), 6) / 6. Quantized: both factors in 16-bit fixed point, their product truncated, the shift to the output's scale with halves away
/// from zero.</summary>
internal sealed class HardSwish : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type == TensorType.Float32) return FloatLoop.Of(context.Kernels, default(Function));
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8)) return null;
        // The input is moved up by seven bits; the number 32768 of the second factor stands for 3.
        var scale = 1f / 128 * context.ScaleOf(input);
        var toOutput = FixedPointFactor.Of(scale / context.ScaleOf(output));
        if (toOutput.Shift > 0) throw context.Refusal($"the input's scale {input.Scale} is more than 128 times the output's {output.Scale}");
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Quantized(toOutput, FixedPointFactor.Of(scale / (3f / 32768)), input.ZeroPoint, output.ZeroPoint));
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x)
        {
            var shifted = x + 3;
            return x * (shifted > 0 ? shifted < 6 ? shifted : 6 : 0) / 6;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => x * T.Smaller(T.All(6), T.Larger(T.All(0), x + T.All(3))) * T.All(1 / 6f);
    }

    private readonly struct Quantized(FixedPointFactor toOutput, FixedPointFactor toRelu, int inputZeroPoint, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q)
        {
            var x = (short)((q - inputZeroPoint) << 7);
            var result = FixedPoint16.Multiply(x, Upper16(toOutput.Multiplier));
            // The last bit of a shift to the left follows the multiplication, so that saturation strikes only there.
            var relu = FixedPoint16.Multiply(ShiftLeft(x, toRelu.Shift - 1), Upper16(toRelu.Multiplier));
            relu = toRelu.Shift > 0 ? ShiftLeft(relu, 1) : Divide(relu, -toRelu.Shift);
            relu = (relu + (1 << 15)) >> 1;
            return (short)(Divide(relu * result / (1 << 15), -toOutput.Shift) + outputZeroPoint);
        }

        private static int ShiftLeft(int x, int bits) => bits <= 0 ? x : (int)Math.Clamp((long)x << bits, short.MinValue, short.MaxValue);

        /// <summary>x / 2^exponent, halves away from zero; the runtimes' mask has 16 bits, so that beyond them 1 or −1 is left.</summary>
        private static int Divide(int x, int exponent) => exponent < 16 ? FixedPointFactor.DivideByPowerOfTwo(x, exponent) : x < 0 ? -1 : 1;

        private static int Upper16(int multiplier) => multiplier >= int.MaxValue - (1 << 15) ? short.MaxValue : (multiplier + (1 << 15)) >> 16;
    }
}
