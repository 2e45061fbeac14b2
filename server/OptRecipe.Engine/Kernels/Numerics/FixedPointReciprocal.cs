using System.Numerics;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>One over a number in 31-bit fixed point, by three Newton steps, bit for bit as gemmlowp's <c>one_over_one_plus_x_for_x_in_0_1</c> gives
/// it.</summary>
public static class FixedPointReciprocal
{
    // 48/17 and −32/17 with two integer bits: the line from which the steps start; and 1.
    private const int Start = 1515870810, Slope = -1010580540, One = 1 << 29;

    /// <summary>The reciprocal of x &gt; 0 as a 31-bit fraction of 2^−<paramref name="bits"/>, where 2^bits is the highest power of two in x.</summary>
    public static int Of(int x, out int bits)
    {
        bits = BitOperations.Log2((uint)x);
        return OnePlus((int)(((uint)x << (31 - bits)) - (1u << 31)));
    }

    /// <summary>1 / (1 + fraction) for a 31-bit fraction of 1, from 0 up.</summary>
    public static int OnePlus(int fraction)
    {
        var half = (int)(((long)fraction + int.MaxValue + 1) / 2);
        var x = Start + FixedPointFactor.DoublingHighMultiply(half, Slope);
        for (var step = 0; step < 3; step++)
        {
            var error = One - FixedPointFactor.DoublingHighMultiply(half, x);
            x += Saturate((long)FixedPointFactor.DoublingHighMultiply(x, error) << 2);
        }
        return Saturate((long)x << 1);
    }

    private static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
