using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How an integer accumulator is scaled by a 31-bit multiplier M and a shift (real factor = M × 2^(shift − 31)). The names are those of server/docs/rounding.md.</summary>
public enum Rounding
{
    /// <summary>Once: (x × M + 2^(t−1)) >> t with t = 31 − shift.</summary>
    Single,
    /// <summary>h = (x × 2^left × M + 2^30) >> 31 (halves of negative products towards zero), then h >> right with halves away from zero.</summary>
    Double,
    /// <summary>The same h, then (h + 2^(right−1)) >> right: halves up.</summary>
    HalfUpTwice,
}

/// <summary>A real factor as a 31-bit multiplier and a power of two.</summary>
/// <param name="Multiplier">0, or 2^30 … 2^31 − 1.</param>
/// <param name="Shift">Positive to the left.</param>
public readonly record struct FixedPointFactor(int Multiplier, int Shift)
{
    /// <summary>The nearest factor, halves of the multiplier's last bit away from zero; factors below 2^−32 become 0.</summary>
    public static FixedPointFactor Of(double real)
    {
        if (real == 0 || !double.IsFinite(real)) return default;
        var shift = Math.ILogB(real) + 1;
        var fraction = (long)Math.Round(Math.ScaleB(real, 31 - shift), MidpointRounding.AwayFromZero);
        if (fraction == 1L << 31)
        {
            fraction /= 2;
            shift++;
        }
        return shift < -31 ? default : shift > 30 ? new(int.MaxValue, 30) : new((int)fraction, shift);
    }

    /// <summary>x times the factor, rounded. Results that leave 32 bits wrap, as they do in C.</summary>
    public int Apply(int x, Rounding rounding)
    {
        if (rounding == Rounding.Single)
        {
            var total = 31 - Shift;
            return (int)(((long)x * Multiplier + (1L << (total - 1))) >> total);
        }
        var high = DoublingHighMultiply(Shift > 0 ? x << Shift : x, Multiplier);
        var right = Shift > 0 ? 0 : -Shift;
        return rounding == Rounding.Double ? DivideByPowerOfTwo(high, right) : right == 0 ? high : (int)((high + (1L << (right - 1))) >> right);
    }

    /// <summary><see cref="Apply"/> with <see cref="Rounding.Double"/>, eight at a time; needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> ApplyTwice(Vector256<int> x)
    {
        if (Shift > 0) x <<= Shift;
        var multiplier = Vector256.Create(Multiplier);
        var half = Vector256.Create(1L << 30);
        // Products of even lanes have their results in bits 31 … 62, those of odd lanes are moved to the upper half instead.
        var even = (Avx2.Multiply(x, multiplier) + half) >>> 31;
        var odd = (Avx2.Multiply((x.AsInt64() >>> 32).AsInt32(), multiplier) + half) << 1;
        var high = Avx2.Blend(even.AsInt32(), odd.AsInt32(), 0b10101010);
        if (Shift >= 0) return high;
        return (high + (high >> 31) + Vector256.Create((int)(1L << (-Shift - 1)))) >> -Shift;
    }

    /// <summary>A 64-bit accumulator of 16-bit activations times the multiplier cut to 16 bits, rounded once, halves up.</summary>
    public int Apply16(long x)
    {
        var (multiplier, total) = Narrow;
        return (int)((x * multiplier + (1L << (total - 1))) >> total);
    }

    /// <summary>The multiplier cut to 16 bits, and how far its products are shifted to the right.</summary>
    public (int Multiplier, int Total) Narrow => (Multiplier < 0x7FFF0000 ? (Multiplier + (1 << 15)) >> 16 : 0x7FFF, 15 - Shift);

    /// <summary>(2ab + 2^31) >> 32 with halves of negative products rounded towards zero; saturates where both are −2^31.</summary>
    public static int DoublingHighMultiply(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue) return int.MaxValue;
        var product = (long)a * b;
        return (int)((product + (product >= 0 ? 1L << 30 : 1 - (1L << 30))) / (1L << 31));
    }

    /// <summary>x / 2^exponent, halves away from zero.</summary>
    public static int DivideByPowerOfTwo(int x, int exponent)
    {
        var mask = (int)((1L << exponent) - 1);
        var remainder = x & mask;
        var threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }
}
