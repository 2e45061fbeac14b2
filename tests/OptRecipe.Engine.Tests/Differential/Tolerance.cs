namespace OptRecipe.Engine.Tests.Differential;

/// <summary>How far a float may be from the native one: |a − b| ≤ Absolute + Relative × |b|. Integers are compared bit for bit whatever it is.</summary>
internal sealed record Tolerance(string Name, double Relative, double Absolute)
{
    private const double Epsilon = 1.0 / (1 << 23);
    private static readonly double SmallestNormal = Math.ScaleB(1, -126);

    /// <summary>Bit for bit, the sign of zero and of NaN aside: data is moved, chosen or computed by one IEEE operation.</summary>
    public static readonly Tolerance Exact = new("exact", 0, 0);
    /// <summary>The library flushes denormals in the scalar tail of a loop and keeps them in its vectorized body, or the other way round.</summary>
    public static readonly Tolerance ExactButDenormals = new("exact, denormals may be 0", 0, SmallestNormal);
    /// <summary>A few IEEE operations for each element, or a correctly rounded function against one that is off by an ulp; results that round to the smallest normal number may be
    /// flushed.</summary>
    public static readonly Tolerance Elementwise = new("elementwise, 2 ulp", 2 * Epsilon, SmallestNormal);
    /// <summary>The polynomials and rational functions of the optimized kernels (Eigen's exp, tanh, logistic, pow): 2^−20 of the value, and 2^−23 where they clamp their argument.</summary>
    public static readonly Tolerance Approximation = new("approximation, 8 ulp", 8 * Epsilon, Epsilon);
    /// <summary>x / 2 × (1 + tanh …): the sum cancels for x below 0, and Eigen's tanh is −1 from −7.9 on, 4 ulp early.</summary>
    public static readonly Tolerance Gelu = new("gelu, cancellation", 8 * Epsilon, 8 * Epsilon);

    /// <summary>A sum in any order: depth × epsilon × the sum of the absolute products, for which the caller gives a bound.</summary>
    public static Tolerance Sum(double depth, double magnitude) => new("sum", 2 * Epsilon, Math.Max(depth, 2) * Epsilon * magnitude);

    /// <summary>A product of so many factors in any order.</summary>
    public static Tolerance Product(int count) => new("product", 2 * count * Epsilon, 1e-30);

    /// <summary>A sum over each of several steps, whose result goes through functions of slope up to 1 and comes back with weights up to 1.</summary>
    public static Tolerance Recurrence(double depth, double magnitude, int steps) => new("recurrence", 8 * Epsilon, steps * Math.Max(depth, 2) * Epsilon * magnitude);

    /// <summary>A state that goes back through 8 bits: what floats leave it off by may move it by one step of 1/127, times a weight.</summary>
    public static Tolerance QuantizedState(double weight) => new("one step of a quantized state", 8 * Epsilon, weight / 127);
}
