namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Functions that the platform's library lacks, good to 1e-12 of their value.</summary>
internal static class SpecialFunctions
{
    /// <summary>Coefficients of ln(e^(x²) × erfc(x) / t) as a Chebyshev series in 2t − 1 with t = 2 / (2 + x), which brings all x ≥ 0 into one interval.</summary>
    private static readonly double[] Erfcx = Fit(32);

    /// <summary>e^x − 1 without cancellation near zero (Kahan's quotient).</summary>
    public static double ExpMinusOne(double x)
    {
        var exp = Math.Exp(x);
        if (exp == 1) return x;
        var difference = exp - 1;
        return difference == -1 || double.IsPositiveInfinity(exp) ? difference : difference * x / Math.Log(exp);
    }

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return x;
        var (size, t) = (Math.Abs(x), 2 / (2 + Math.Abs(x)));
        // Clenshaw's recurrence.
        var (u, next, afterNext) = (4 * t - 2, 0.0, 0.0);
        for (var index = Erfcx.Length - 1; index > 0; index--) (next, afterNext) = (u * next - afterNext + Erfcx[index], next);
        var result = t * Math.Exp(-size * size + u / 2 * next - afterNext + Erfcx[0] / 2);
        return x < 0 ? 2 - result : result;
    }

    private static double[] Fit(int count)
    {
        var values = new double[count];
        var coefficients = new double[count];
        for (var node = 0; node < count; node++)
        {
            var t = (1 + Math.Cos(Math.PI * (node + 0.5) / count)) / 2;
            values[node] = Math.Log(ScaledErfc(2 / t - 2) / t);
        }
        for (var index = 0; index < count; index++)
        {
            for (var node = 0; node < count; node++) coefficients[index] += values[node] * Math.Cos(Math.PI * index * (node + 0.5) / count);
            coefficients[index] *= 2.0 / count;
        }
        return coefficients;
    }

    /// <summary>e^(x²) × erfc(x), slowly: below 2 from the series of erf whose terms are all positive, above from the continued fraction.</summary>
    private static double ScaledErfc(double x)
    {
        if (x < 2)
        {
            var (term, sum) = (x, x);
            for (var index = 1; term > 1e-18 * sum; index++) sum += term *= 2 * x * x / (2 * index + 1);
            return Math.Exp(x * x) - 2 / Math.Sqrt(Math.PI) * sum;
        }
        var fraction = x;
        for (var index = 200; index > 0; index--) fraction = x + index / 2.0 / fraction;
        return 1 / (Math.Sqrt(Math.PI) * fraction);
    }
}
