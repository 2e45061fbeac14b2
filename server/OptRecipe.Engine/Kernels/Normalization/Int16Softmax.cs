using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

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
