namespace OptRecipe.Engine.Tests.Differential;

/// <summary>How far a float may be from the native one: |a − b| ≤ Absolute + Relative × |b|. Integers are compared bit for bit whatever it is.</summary>
internal sealed record Tolerance(string Name, double Relative, double Absolute)
{
    private const double Epsilon = 1.0 / (1 << 23);

    /// <summary>Bit for bit, the sign of zero and of NaN aside: data is moved, chosen or computed by one IEEE operation.</summary>
    public static readonly Tolerance Exact = new("exact", 0, 0);
    /// <summary>A few IEEE operations for each element, or a correctly rounded function against one that is off by an ulp.</summary>
    public static readonly Tolerance Elementwise = new("elementwise, 2 ulp", 2 * Epsilon, 0);
    /// <summary>The polynomials and rational functions of the optimized kernels (Eigen's exp, tanh, logistic, pow): 2^−20 of the value, and 2^−23 where they clamp their argument.</summary>
    public static readonly Tolerance Approximation = new("approximation, 8 ulp", 8 * Epsilon, Epsilon);

    /// <summary>A sum in any order: depth × epsilon × the sum of the absolute products, for which the caller gives a bound.</summary>
    public static Tolerance Sum(double depth, double magnitude) => new("sum", 2 * Epsilon, Math.Max(depth, 2) * Epsilon * magnitude);

    /// <summary>A sum whose result goes through functions of slope up to <paramref name="slope"/>, for each of several steps.</summary>
    public static Tolerance Recurrence(double depth, double magnitude, double slope) => new("recurrence", 8 * Epsilon, Math.Max(depth, 2) * Epsilon * magnitude * slope);
}
