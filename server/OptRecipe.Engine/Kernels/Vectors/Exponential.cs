using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>The exponential function and what is made of it, in vectors of float32. Each result is within two units in the last place of the exact one, unless said otherwise.</summary>
internal static class Exponential
{
    // ln 2 in two parts: the first has trailing zeros, so that its products with exponents are exact.
    private const float Log2OfE = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>e^x, down to denormals and up to infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, IFloats<T>
    {
        // Beyond these bounds the result is 0 or infinity whatever x is; NaN stays.
        x = T.Smaller(T.All(89), T.Larger(T.All(-104), x));
        var (exponent, rest) = Reduce(x);
        return T.Scale(T.All(1) + RestMinusOne(rest), exponent);
    }

    /// <summary>e^x − 1 for x up to 0, without cancellation near it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpMinusOne<T>(T x) where T : struct, IFloats<T>
    {
        x = T.Larger(T.All(-30), x);
        var (exponent, rest) = Reduce(x);
        var power = T.Scale(T.All(1), exponent);
        return T.MultiplyAdd(RestMinusOne(rest), power, power - T.All(1));
    }

    /// <summary>Hyperbolic tangent: a polynomial near zero, else 1 − 2 / (e^(2|x|) + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, IFloats<T>
    {
        var size = T.Abs(x);
        var square = x * x;
        var p = T.MultiplyAdd(T.All(-5.70498872745e-3f), square, T.All(2.06390887954e-2f));
        p = T.MultiplyAdd(p, square, T.All(-5.37397155531e-2f));
        p = T.MultiplyAdd(p, square, T.All(1.33314422036e-1f));
        p = T.MultiplyAdd(p, square, T.All(-3.33332819422e-1f));
        var near = T.MultiplyAdd(p * square, size, size);
        var far = T.All(1) - T.All(2) / (Exp(size + size) + T.All(1));
        return T.CopySign(T.IfLess(size, T.All(0.625f), near, far), x);
    }

    /// <summary>The complementary error function, good to 5e-7 of its value up to x = 2 and to x² × 1e-7 of it above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erfc<T>(T x) where T : struct, IFloats<T>
    {
        // A Chebyshev fit of ln(e^(z²) × erfc(z) / t) in t = 1 / (1 + z / 2) (Numerical Recipes, 6.2).
        var size = T.Abs(x);
        var t = T.All(1) / T.MultiplyAdd(size, T.All(0.5f), T.All(1));
        var p = T.MultiplyAdd(T.All(0.17087277f), t, T.All(-0.82215223f));
        p = T.MultiplyAdd(p, t, T.All(1.48851587f));
        p = T.MultiplyAdd(p, t, T.All(-1.13520398f));
        p = T.MultiplyAdd(p, t, T.All(0.27886807f));
        p = T.MultiplyAdd(p, t, T.All(-0.18628806f));
        p = T.MultiplyAdd(p, t, T.All(0.09678418f));
        p = T.MultiplyAdd(p, t, T.All(0.37409196f));
        p = T.MultiplyAdd(p, t, T.All(1.00002368f));
        p = T.MultiplyAdd(p, t, T.All(-1.26551223f));
        var result = t * Exp(T.MultiplyAdd(T.All(-1) * size, size, p));
        return T.IfLess(x, T.All(0), T.All(2) - result, result);
    }

    /// <summary>Natural logarithm: −∞ of 0, NaN below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x) where T : struct, IFloats<T>
    {
        const float LeastNormal = 1.17549435e-38f, SqrtHalf = 0.707106781f;
        // Denormals are brought among the normal numbers first.
        var mantissa = T.Split(T.IfLess(x, T.All(LeastNormal), x * T.All(1 << 23), x), out var exponent);
        exponent -= T.IfLess(x, T.All(LeastNormal), T.All(23), T.All(0));
        exponent -= T.IfLess(mantissa, T.All(SqrtHalf), T.All(1), T.All(0));
        mantissa = T.IfLess(mantissa, T.All(SqrtHalf), mantissa + mantissa, mantissa) - T.All(1);
        // A minimax polynomial of ln(1 + x) (Cephes, logf).
        var square = mantissa * mantissa;
        var p = T.MultiplyAdd(T.All(7.0376836292e-2f), mantissa, T.All(-1.1514610310e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(1.1676998740e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(-1.2420140846e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(1.4249322787e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(-1.6668057665e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(2.0000714765e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(-2.4999993993e-1f));
        p = T.MultiplyAdd(p, mantissa, T.All(3.3333331174e-1f));
        var rest = T.MultiplyAdd(exponent, T.All(Ln2Low), T.MultiplyAdd(square, T.All(-0.5f), p * mantissa * square));
        var result = T.MultiplyAdd(exponent, T.All(Ln2High), mantissa + rest);
        // What has no logarithm, and what is its own: infinity and NaN, which compare with nothing that is finite.
        result = T.IfLess(T.All(float.MaxValue), x, x, result);
        result = T.IfLess(T.All(0), x, result, T.IfLess(x, T.All(0), T.All(float.NaN), T.All(float.NegativeInfinity)));
        return T.IfLess(x, T.All(float.PositiveInfinity), result, x);
    }

    /// <summary>x = exponent × ln 2 + rest with a rest of at most half of ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Exponent, T Remainder) Reduce<T>(T x) where T : struct, IFloats<T>
    {
        var exponent = T.Round(x * T.All(Log2OfE));
        return (exponent, T.MultiplyAdd(exponent, T.All(-Ln2Low), T.MultiplyAdd(exponent, T.All(-Ln2High), x)));
    }

    /// <summary>e^rest − 1: a minimax polynomial of degree seven (Cephes, expf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T RestMinusOne<T>(T rest) where T : struct, IFloats<T>
    {
        var p = T.MultiplyAdd(T.All(1.9875691500e-4f), rest, T.All(1.3981999507e-3f));
        p = T.MultiplyAdd(p, rest, T.All(8.3334519073e-3f));
        p = T.MultiplyAdd(p, rest, T.All(4.1665795894e-2f));
        p = T.MultiplyAdd(p, rest, T.All(1.6666665459e-1f));
        p = T.MultiplyAdd(p, rest, T.All(5.0000001201e-1f));
        return T.MultiplyAdd(p, rest * rest, rest);
    }
}
