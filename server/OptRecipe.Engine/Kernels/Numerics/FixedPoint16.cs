namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Functions of 16-bit fixed-point numbers as gemmlowp defines them: a number with n integer bits stands for raw × 2^(n − 15), results of functions have none.
/// Products round halves away from zero (of negative ones towards zero), sums wrap unless they are said to saturate.</summary>
public static class FixedPoint16
{
    private const int One = short.MaxValue;
    // e^(-1/8), 1/3, 48/17 and -32/17 (the last two with two integer bits).
    private const int ExpOfMinusEighth = 28918, Third = 10923, C48Over17 = 23130, MinusC32Over17 = -15420;

    /// <summary>e^(−2^exponent) for the exponents −2 … 4.</summary>
    private static ReadOnlySpan<short> Powers => [25520, 19875, 12055, 4435, 600, 11, 0];

    /// <summary>1 / (1 + e^−x) for x with <paramref name="integerBits"/> integer bits.</summary>
    public static short Logistic(short x, int integerBits)
    {
        if (x == 0) return 1 << 14;
        // −|x|; it exists for every x.
        var result = OverOnePlus(ExpOfNegative(x > 0 ? -x : x, integerBits), isDifference: false);
        return (short)(x > 0 ? result : One - result);
    }

    /// <summary>Hyperbolic tangent for x with up to six integer bits.</summary>
    public static short Tanh(short x, int integerBits)
    {
        if (x == 0) return 0;
        var result = OverOnePlus(ExpOfNegative(x > 0 ? -x : x, integerBits + 1), isDifference: true);
        return (short)(x > 0 ? result : -result);
    }

    /// <summary>(2ab + 2^15) >> 16 of numbers with 16 bits, saturated.</summary>
    public static int Multiply(int a, int b)
    {
        if (a == short.MinValue && b == short.MinValue) return short.MaxValue;
        var product = a * b;
        return (short)((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    public static int Saturate(int x) => Math.Clamp(x, short.MinValue, short.MaxValue);

    /// <summary>e^a for a ≤ 0: a is split into quarters, which are powers from a table, and a rest in −1/4 … 0, whose power is a polynomial.</summary>
    private static int ExpOfNegative(int a, int integerBits)
    {
        if (a == 0) return One;
        var fractionalBits = 15 - integerBits;
        // Beyond −32 the result is zero; only more than five integer bits reach it.
        if (integerBits > 5 && a < -(1 << (fractionalBits + 5))) return 0;
        var quarter = 1 << (fractionalBits - 2);
        var rest = (a & (quarter - 1)) - quarter;
        var result = ExpOfRest(Saturate(rest << integerBits));
        var quarters = rest - a;
        for (var exponent = -2; exponent < integerBits && exponent <= 4; exponent++)
            if ((quarters & (1 << (fractionalBits + exponent))) != 0) result = Multiply(result, Powers[exponent + 2]);
        return result;
    }

    /// <summary>e^a for −1/4 ≤ a &lt; 0 without integer bits: a polynomial of degree four around −1/8.</summary>
    private static int ExpOfRest(int a)
    {
        var x = (short)(a + (1 << 12));
        var x2 = Multiply(x, x);
        var x3 = Multiply(x2, x);
        var x4 = Multiply(x2, x2);
        var inner = (short)(Multiply((short)(FixedPointFactor.DivideByPowerOfTwo(x4, 2) + x3), Third) + x2);
        return Saturate(ExpOfMinusEighth + Multiply(ExpOfMinusEighth, (short)(x + FixedPointFactor.DivideByPowerOfTwo(inner, 1))));
    }

    /// <summary>1 / (1 + a), or (1 − a) / (1 + a), for 0 ≤ a ≤ 1: three steps of Newton's division with two integer bits.</summary>
    private static int OverOnePlus(int a, bool isDifference)
    {
        var sum = a + One;
        var halfDenominator = (sum + (sum >= 0 ? 1 : -1)) / 2;
        var x = (short)(C48Over17 + Multiply(halfDenominator, MinusC32Over17));
        for (var step = 0; step < 3; step++)
        {
            var error = (short)((1 << 13) - Multiply(halfDenominator, x));
            x = (short)(x + Saturate(Multiply(x, error) << 2));
        }
        return isDifference ? Saturate((x - (1 << 13)) << 2) : Saturate(x << 1);
    }
}
