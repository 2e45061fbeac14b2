using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOG_SOFTMAX over the last dimension: x − max − ln(sum of e^(x − max)). 8 bits, with the output scale 1/16 and the type's greatest number as zero point: in fixed point,
/// or in float32 with a table of exponentials and halves to even.</summary>
internal sealed class LogSoftmax : RowKernel
{
    protected override RowLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireType(output, input.Type);
        if (input.Type is TensorType.Int8 or TensorType.UInt8)
        {
            context.RequireScale(output, 16f / 256, error: 0);
            context.RequireZeroPoint(output, ActivationRange.TypeRange(output.Type).Max);
        }
        return input.Type switch
        {
            TensorType.Float32 => context.Kernels.VectorBits switch
            {
                512 => new VectorLoop<Floats512>(),
                256 => new VectorLoop<Floats256>(),
                128 => new VectorLoop<Floats128>(),
                _ => new FloatLoop(),
            },
            TensorType.Int8 => Quantized<sbyte>(context, input),
            TensorType.UInt8 => Quantized<byte>(context, input),
            _ => null,
        };
    }

    private static RowLoop Quantized<T>(KernelContext context, RuntimeTensor input) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (ArithmeticTable.LogSoftmaxInt8(context.Runtime) == Arithmetic.FloatTable) return new FloatTableLoop<T>(context.ScaleOf(input));
        var factor = ExponentTable.Factor(context, input, 1);
        var reverse = Math.ScaleB(1, 31 - factor.Shift) / factor.Multiplier;
        return reverse < 1 ? new FixedPointLoop<T>(factor, FixedPointFactor.Of(reverse)) : throw context.Refusal($"the scale {input.Scale} is too small for fixed-point arithmetic");
    }

    private sealed class FloatLoop : RowLoop<float, float>
    {
        protected override void Row(ReadOnlySpan<float> input, Span<float> output)
        {
            var max = float.MinValue;
            foreach (var x in input) max = max < x ? x : max;
            var sum = 0f;
            foreach (var x in input) sum += (float)Math.Exp(x - max);
            var log = (float)Math.Log(sum);
            for (var index = 0; index < input.Length; index++) output[index] = input[index] - max - log;
        }
    }

    private sealed unsafe class VectorLoop<TVector> : RowLoop<float, float> where TVector : struct, IFloats<TVector>
    {
        protected override void Row(ReadOnlySpan<float> input, Span<float> output)
        {
            fixed (float* from = input)
            {
                var max = ExponentialRow.Max<TVector>(from, input.Length);
                var log = (float)Math.Log(ExponentialRow.Sum<TVector>(from, input.Length, max, 1, null));
                for (var index = 0; index < input.Length; index++) output[index] = input[index] - max - log;
            }
        }
    }

    private sealed class FloatTableLoop<T>(float scale) : RowLoop<T, T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        private const float OutputScale = 16f / 256;
        private readonly float[] _exponentials = ExponentTable.Floats(scale, 1);

        protected override void Row(ReadOnlySpan<T> input, Span<T> output)
        {
            var max = Rows.Max(input);
            var sum = 0f;
            foreach (var x in input) sum += _exponentials[max - int.CreateTruncating(x)];
            var factor = scale / OutputScale;
            var offset = (scale * max + (float)Math.Log(sum)) / OutputScale;
            for (var index = 0; index < input.Length; index++)
            {
                var result = factor * int.CreateTruncating(input[index]) - offset;
                output[index] = T.CreateSaturating(NativeConversion.ToInt32(MathF.Round(result, MidpointRounding.ToEven) + int.CreateTruncating(T.MaxValue)));
            }
        }
    }

    /// <summary>Differences with five integer bits, the sum of their exponentials with twelve, its logarithm again with five; halves away from zero.</summary>
    private sealed class FixedPointLoop<T>(FixedPointFactor factor, FixedPointFactor reverse) : RowLoop<T, T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        private const int OutputIntegerBits = 4;
        private readonly int[] _exponentials = ExponentTable.FixedPoint(factor);
        private readonly int _least = ExponentTable.Least(factor) - 1;

        protected override void Row(ReadOnlySpan<T> input, Span<T> output)
        {
            var max = Rows.Max(input);
            var log = FixedPoint32.Log(Rows.SumOfExponentials(input, max, _exponentials));
            // Below this difference the result would leave 32 bits.
            var least = Math.Max(_least, reverse.Apply(unchecked(log + int.MinValue), Rounding.Double));
            var zeroPoint = int.CreateTruncating(T.MaxValue);
            for (var index = 0; index < input.Length; index++)
            {
                var difference = int.CreateTruncating(input[index]) - max;
                output[index] = difference <= least ? T.MinValue : T.CreateSaturating(zeroPoint
                    + FixedPointFactor.DivideByPowerOfTwo(unchecked(factor.Apply(difference, Rounding.Double) - log), 31 - ExponentTable.IntegerBits - OutputIntegerBits));
            }
        }
    }
}
