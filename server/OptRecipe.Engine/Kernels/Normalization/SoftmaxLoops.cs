using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX of float32. The sum is taken in order, in float32.</summary>
internal sealed class FloatSoftmax(float beta) : RowLoop<float, float>
{
    protected override void Row(ReadOnlySpan<float> input, Span<float> output)
    {
        var max = float.MinValue;
        foreach (var x in input) max = max < x ? x : max;
        var sum = 0f;
        for (var index = 0; index < input.Length; index++)
        {
            output[index] = (float)Math.Exp((input[index] - max) * beta);
            sum += output[index];
        }
        for (var index = 0; index < output.Length; index++) output[index] /= sum;
    }
}

/// <summary>SOFTMAX of float16, whose exponentials are rounded to float16 before they are divided by their float32 sum.</summary>
internal sealed class HalfSoftmax(float beta) : RowLoop<Half, Half>
{
    protected override void Row(ReadOnlySpan<Half> input, Span<Half> output)
    {
        var max = Half.MinValue;
        foreach (var x in input) max = max < x ? x : max;
        var sum = 0f;
        for (var index = 0; index < input.Length; index++)
        {
            var exponential = (float)Math.Exp(((float)input[index] - (float)max) * beta);
            output[index] = (Half)exponential;
            sum += exponential;
        }
        for (var index = 0; index < output.Length; index++) output[index] = (Half)((float)output[index] / sum);
    }
}

/// <summary>SOFTMAX of 8 bits in fixed point: exponentials without integer bits, their sum with twelve, its reciprocal by Newton's division; halves away from zero.</summary>
internal sealed class FixedPointSoftmax<TIn, TOut>(int[] exponentials) : RowLoop<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut>, IMinMaxValue<TOut>
{
    protected override void Row(ReadOnlySpan<TIn> input, Span<TOut> output)
    {
        var max = Rows.Max(input);
        var scale = FixedPoint32.Reciprocal(Rows.SumOfExponentials(input, max, exponentials), Rows.SumBits, out var bitsOverOne);
        var exponent = bitsOverOne + 31 - 8 * TOut.MinValue.GetByteCount();
        var least = int.CreateTruncating(TOut.MinValue);
        for (var index = 0; index < input.Length; index++)
        {
            var exponential = exponentials[max - int.CreateTruncating(input[index])];
            output[index] = exponential < 0 ? TOut.MinValue
                : TOut.CreateSaturating(FixedPointFactor.DivideByPowerOfTwo(FixedPoint32.Multiply(scale, exponential), exponent) + least);
        }
    }
}

/// <summary>SOFTMAX of 8 bits in float32, with exponentials from a table; UINT8 takes its output zero point as 0.</summary>
internal sealed class FloatTableSoftmax<TIn, TOut>(float[] exponentials, float outputScale, int outputZeroPoint) : RowLoop<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut>
{
    protected override void Row(ReadOnlySpan<TIn> input, Span<TOut> output)
    {
        var max = Rows.Max(input);
        var sum = 0f;
        foreach (var x in input) sum += exponentials[max - int.CreateTruncating(x)];
        var scale = 1 / (sum * outputScale);
        for (var index = 0; index < input.Length; index++)
        {
            var probability = exponentials[max - int.CreateTruncating(input[index])] * scale;
            output[index] = TOut.CreateSaturating(typeof(TOut) == typeof(byte) ? NativeConversion.ToInt32(probability + 0.5f)
                : NativeConversion.ToInt32(MathF.Round(probability, MidpointRounding.AwayFromZero)) + outputZeroPoint);
        }
    }
}

/// <summary>SOFTMAX of 16 bits: e^x between −10 and 0 and 1 / (1 + x) between 0 and 1 from tables of 513 points.</summary>
internal sealed class Int16Softmax(FixedPointFactor factor) : RowLoop<short, short>
{
    private static readonly InterpolatedTable Exp = new(FunctionTables.Points(10.0 / 65535, short.MaxValue, 2.0 / 65535, 0, Math.Exp));
    private static readonly InterpolatedTable OneOverOnePlus = new(FunctionTables.Points(1.0 / 65535, short.MinValue, 2.0 / 65535, 0, x => 1 / (1 + x)));

    protected override void Row(ReadOnlySpan<short> input, Span<short> output)
    {
        var max = Rows.Max(input);
        var sum = 0;
        for (var index = 0; index < input.Length; index++)
        {
            var difference = unchecked(factor.Apply(input[index] - max, Rounding.Double) + short.MaxValue);
            output[index] = Exp.Apply((short)FixedPoint16.Saturate(difference));
            sum += output[index];
        }
        // The sum is at least one (32767), so that it has a leading zero to give and 1 / sum has a shift of at least 15.
        var leadingZeros = BitOperations.LeadingZeroCount((uint)sum);
        var mantissa = (int)((((long)sum << (leadingZeros - 1)) + (1 << 13)) >> 14);
        var reciprocal = OneOverOnePlus.Apply((short)FixedPoint16.Saturate(mantissa - (1 << 15) - (1 << 16)));
        var shift = 31 - leadingZeros;
        for (var index = 0; index < output.Length; index++)
            output[index] = (short)Math.Clamp((output[index] * reciprocal + (1L << (shift - 1))) >> shift, 0, short.MaxValue);
    }
}

/// <summary>What the row kernels of stored integers share.</summary>
internal static class Rows
{
    /// <summary>Integer bits of a sum of exponentials.</summary>
    public const int SumBits = 12;

    public static int Max<T>(ReadOnlySpan<T> row) where T : IBinaryInteger<T>
    {
        var max = int.MinValue;
        foreach (var x in row) max = Math.Max(max, int.CreateTruncating(x));
        return max;
    }

    public static int SumOfExponentials<T>(ReadOnlySpan<T> row, int max, int[] exponentials) where T : IBinaryInteger<T>
    {
        var sum = 0;
        foreach (var x in row)
        {
            var exponential = exponentials[max - int.CreateTruncating(x)];
            if (exponential >= 0) sum += FixedPointFactor.DivideByPowerOfTwo(exponential, SumBits);
        }
        return sum;
    }
}
