using System.Numerics;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Functions of 32-bit fixed-point numbers as gemmlowp defines them: a number with n integer bits stands for raw × 2^(n − 31). Products round halves away from zero
/// (of negative ones towards zero), sums wrap.</summary>
internal static class FixedPoint32
{
    private const int One = int.MaxValue, Half = 1 << 30;
    // e^(-1/8), 1/3, 48/17 and -32/17 (the last two with two integer bits), sqrt(1/2).
    private const int ExpOfMinusEighth = 1895147668, Third = 715827883, C48Over17 = 1515870810, MinusC32Over17 = -1010580540, SqrtHalf = 1518500250;

    /// <summary>e^(−2^exponent) for the exponents −2 … 4.</summary>
    private static ReadOnlySpan<int> Powers => [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>e^a for a ≤ 0 with up to five integer bits; the result has none. a is split into quarters, which are powers from a table, and a rest in −1/4 … 0, whose power is a
    /// polynomial.</summary>
    public static int ExpOfNegative(int a, int integerBits)
    {
        if (a == 0) return One;
        var fractionalBits = 31 - integerBits;
        var quarter = 1 << (fractionalBits - 2);
        var rest = (a & (quarter - 1)) - quarter;
        var result = ExpOfRest(Shift(rest, integerBits));
        var quarters = rest - a;
        for (var exponent = -2; exponent < integerBits && exponent <= 4; exponent++)
            if ((quarters & (1 << (fractionalBits + exponent))) != 0) result = Multiply(result, Powers[exponent + 2]);
        return result;
    }

    /// <summary>1 / (1 + a) for 0 ≤ a ≤ 1 without integer bits.</summary>
    public static int OneOverOnePlus(int a) => Shift(Quotient(a), 1);

    /// <summary>1 / (1 + e^−x) for x with <paramref name="integerBits"/> integer bits.</summary>
    public static int Logistic(int x, int integerBits)
    {
        if (x == 0) return Half;
        var result = OneOverOnePlus(ExpOfNegative(x > 0 ? -x : x, integerBits));
        return x > 0 ? result : One - result;
    }

    /// <summary>Hyperbolic tangent for x with up to four integer bits.</summary>
    public static int Tanh(int x, int integerBits)
    {
        if (x == 0) return 0;
        // (1 − e) / (1 + e) = 2 / (1 + e) − 1 with e = e^(−2|x|): the doubled argument has one more integer bit.
        var result = Shift(Quotient(ExpOfNegative(x > 0 ? -x : x, integerBits + 1)) - (1 << 29), 2);
        return x > 0 ? result : -result;
    }

    /// <summary>Natural logarithm with five integer bits of a number of at least 1 with twelve.</summary>
    public static int Log(int x)
    {
        const int InputBits = 12, OutputBits = 5, SumBits = OutputBits + 1;
        const int Log2 = 1488522236, FourthRootOfHalf = 1805811301, AlphaN = 117049297, AlphaD = 127690142, AlphaI = 1057819769, AlphaF = 638450708;
        var quarter = FixedPointFactor.DivideByPowerOfTwo(1 << 29, SumBits);

        // x is normalized twice, once as it is and once times sqrt(1/2); the smaller mantissa goes into the series.
        var leadingZeros = BitOperations.LeadingZeroCount((uint)x);
        var firstMantissa = Shift(Multiply(Shift(x, leadingZeros - 1), SqrtHalf), 1);
        var firstPower = SaturatingAdd(Shift(InputBits - leadingZeros, 31 - SumBits), quarter);
        var headroom = BitOperations.LeadingZeroCount((uint)Multiply(x, SqrtHalf)) - 1;
        var secondMantissa = Shift(x, headroom);
        var secondPower = SaturatingAdd(Shift(InputBits - headroom, 31 - SumBits), -quarter);
        var mantissa = Math.Min(firstMantissa, secondMantissa);
        var power = Math.Max(firstPower, secondPower);

        // A rational function of the mantissa around the fourth root of 1/2.
        var p = HalfSum(mantissa, FourthRootOfHalf);
        var q = 2 * (mantissa - FourthRootOfHalf);
        var square = Multiply(q, q);
        var numerator = Multiply(q, mantissa) + Multiply(Multiply(q, square), AlphaN);
        var denominator = Multiply(p, AlphaI + q + Multiply(AlphaD, square)) + Multiply(AlphaF, q);
        return Shift(Multiply(power, Log2) + Multiply(FixedPointFactor.DivideByPowerOfTwo(numerator, SumBits), OneOverOnePlus(denominator)), SumBits - OutputBits);
    }

    /// <summary>1 / x for x with <paramref name="integerBits"/> integer bits, as a number of 1/2 … 1 without integer bits that is to be divided by 2^(bits over 1).</summary>
    public static int Reciprocal(int x, int integerBits, out int bitsOverOne)
    {
        var leadingZeros = BitOperations.LeadingZeroCount((uint)x);
        bitsOverOne = integerBits - leadingZeros;
        return OneOverOnePlus((int)(((uint)x << leadingZeros) - (1u << 31)));
    }

    public static int Multiply(int a, int b) => FixedPointFactor.DoublingHighMultiply(a, b);

    /// <summary>e^a for −1/4 ≤ a &lt; 0 without integer bits: a polynomial of degree four around −1/8.</summary>
    private static int ExpOfRest(int a)
    {
        var x = a + (1 << 28);
        var x2 = Multiply(x, x);
        var x3 = Multiply(x2, x);
        var x4 = Multiply(x2, x2);
        var inner = Multiply(FixedPointFactor.DivideByPowerOfTwo(x4, 2) + x3, Third) + x2;
        return ExpOfMinusEighth + Multiply(ExpOfMinusEighth, x + FixedPointFactor.DivideByPowerOfTwo(inner, 1));
    }

    /// <summary>2 / (1 + a) with two integer bits: three steps of Newton's division.</summary>
    private static int Quotient(int a)
    {
        var halfDenominator = HalfSum(a, One);
        var x = C48Over17 + Multiply(halfDenominator, MinusC32Over17);
        for (var step = 0; step < 3; step++) x += Shift(Multiply(x, (1 << 29) - Multiply(halfDenominator, x)), 2);
        return x;
    }

    private static int HalfSum(int a, int b)
    {
        var sum = (long)a + b;
        return (int)((sum + (sum >= 0 ? 1 : -1)) / 2);
    }

    /// <summary>x × 2^exponent, saturated.</summary>
    private static int Shift(int x, int exponent) => (int)Math.Clamp((long)x << exponent, int.MinValue, int.MaxValue);

    private static int SaturatingAdd(int a, int b) => (int)Math.Clamp((long)a + b, int.MinValue, int.MaxValue);
}
