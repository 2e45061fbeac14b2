using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Functions of <see cref="FixedPoint16"/> for sixteen numbers at once: the same numbers.</summary>
internal static unsafe class FixedPoint16Vectors
{
    private const short One = short.MaxValue, ExpOfMinusEighth = 28918, Third = 10923, C48Over17 = 23130, MinusC32Over17 = -15420;
    private static int Lanes => Vector256<short>.Count;

    /// <summary>e^(−2^exponent) for the exponents −2 … 4.</summary>
    private static ReadOnlySpan<short> Powers => [25520, 19875, 12055, 4435, 600, 11, 0];

    /// <summary>Each x becomes 1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Logistic(Span<short> values, int integerBits)
    {
        fixed (short* x = values)
        {
            var index = 0;
            for (; index <= values.Length - Lanes; index += Lanes) Logistic(Vector256.Load(x + index), integerBits).Store(x + index);
        }
        foreach (ref var value in values[(values.Length / Lanes * Lanes)..]) value = FixedPoint16.Logistic(value, integerBits);
    }

    /// <summary>Hyperbolic tangent of numbers with up to six integer bits, from one place to another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tanh(ReadOnlySpan<short> values, Span<short> results, int integerBits)
    {
        results = results[..values.Length];
        var index = 0;
        fixed (short* x = values, y = results)
        {
            for (; index <= values.Length - Lanes; index += Lanes) Tanh(Vector256.Load(x + index), integerBits).Store(y + index);
        }
        for (; index < values.Length; index++) results[index] = FixedPoint16.Tanh(values[index], integerBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Logistic(Vector256<short> x, int integerBits)
    {
        var isPositive = Vector256.GreaterThan(x, Vector256<short>.Zero);
        var exp = ExpOfNegative(Vector256.ConditionalSelect(isPositive, -x, x), integerBits);
        var quotient = Quotient(exp);
        var result = Vector256.AddSaturate(quotient, quotient);
        result = Vector256.ConditionalSelect(isPositive, result, Vector256.Create(One) - result);
        return Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<short>.Zero), Vector256.Create((short)(1 << 14)), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Tanh(Vector256<short> x, int integerBits)
    {
        var isPositive = Vector256.GreaterThan(x, Vector256<short>.Zero);
        var exp = ExpOfNegative(Vector256.ConditionalSelect(isPositive, -x, x), integerBits + 1);
        var result = TimesFour(Quotient(exp) - Vector256.Create((short)(1 << 13)));
        result = Vector256.ConditionalSelect(isPositive, result, -result);
        return Vector256.AndNot(result, Vector256.Equals(x, Vector256<short>.Zero));
    }

    /// <summary>e^a for a &lt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> ExpOfNegative(Vector256<short> a, int integerBits)
    {
        var fractionalBits = 15 - integerBits;
        var quarter = (short)(1 << (fractionalBits - 2));
        var rest = (a & Vector256.Create((short)(quarter - 1))) - Vector256.Create(quarter);
        var result = ExpOfRest(Vector256.ShiftLeft(rest, integerBits));
        var quarters = rest - a;
        for (var exponent = -2; exponent < integerBits && exponent <= 4; exponent++)
        {
            var bit = Vector256.Create((short)(1 << (fractionalBits + exponent)));
            result = Vector256.ConditionalSelect(Vector256.Equals(quarters & bit, bit), Multiply(result, Vector256.Create(Powers[exponent + 2])), result);
        }
        // Beyond −32 the result is zero; only more than five integer bits reach it.
        return integerBits > 5 ? Vector256.AndNot(result, Vector256.LessThan(a, Vector256.Create((short)-(1 << (fractionalBits + 5))))) : result;
    }

    /// <summary>e^a for −1/4 ≤ a &lt; 0 without integer bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> ExpOfRest(Vector256<short> a)
    {
        var x = a + Vector256.Create((short)(1 << 12));
        var x2 = Multiply(x, x);
        var x3 = Multiply(x2, x);
        var x4 = Multiply(x2, x2);
        var inner = Multiply(DivideByPowerOfTwo(x4, 2) + x3, Vector256.Create(Third)) + x2;
        var exp = Vector256.Create(ExpOfMinusEighth);
        return Vector256.AddSaturate(exp, Multiply(exp, x + DivideByPowerOfTwo(inner, 1)));
    }

    /// <summary>2 / (1 + a) for 0 ≤ a ≤ 1, with two integer bits: three steps of Newton's division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Quotient(Vector256<short> a)
    {
        var halfDenominator = Vector256.ShiftRightArithmetic(a, 1) + Vector256.Create((short)(1 << 14));
        var x = Vector256.Create(C48Over17) + Multiply(halfDenominator, Vector256.Create(MinusC32Over17));
        for (var step = 0; step < 3; step++) x += TimesFour(Multiply(x, Vector256.Create((short)(1 << 13)) - Multiply(halfDenominator, x)));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> TimesFour(Vector256<short> x)
    {
        var twice = Vector256.AddSaturate(x, x);
        return Vector256.AddSaturate(twice, twice);
    }

    /// <summary>x / 2^exponent, halves away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> DivideByPowerOfTwo(Vector256<short> x, int exponent)
    {
        var mask = (short)((1 << exponent) - 1);
        // Comparisons give −1 where they hold.
        var threshold = Vector256.Create((short)(mask >> 1)) - Vector256.LessThan(x, Vector256<short>.Zero);
        return Vector256.ShiftRightArithmetic(x, exponent) - Vector256.GreaterThan(x & Vector256.Create(mask), threshold);
    }

    /// <summary>(2ab + 2^15) >> 16; never of twice the smallest number here, which would saturate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Multiply(Vector256<short> a, Vector256<short> b) =>
        Avx2.IsSupported ? Avx2.MultiplyHighRoundScale(a, b) : Vector256.Create(Multiply(a.GetLower(), b.GetLower()), Multiply(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Multiply(Vector128<short> a, Vector128<short> b)
    {
        if (Ssse3.IsSupported) return Ssse3.MultiplyHighRoundScale(a, b);
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b);
        var half = Vector128.Create(1 << 14);
        return Vector128.Narrow(Vector128.ShiftRightArithmetic(Vector128.WidenLower(a) * Vector128.WidenLower(b) + half, 15),
            Vector128.ShiftRightArithmetic(Vector128.WidenUpper(a) * Vector128.WidenUpper(b) + half, 15));
    }
}
