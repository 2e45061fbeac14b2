namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A vector of float32 numbers of one width. Functions are written once for all widths; every operation here gives the same bits on each, so that a result does not
/// depend on the width. Implementations hold one vector and nothing else: the loop around a function is compiled for it and nothing is called.</summary>
internal unsafe interface IFloats<T> where T : struct, IFloats<T>
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Count { get; }
    static abstract T Load(float* from);
    /// <summary>The number in every lane.</summary>
    static abstract T All(float x);
    void Store(float* to);

    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator /(T a, T b);
    /// <summary>a × b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);
    /// <summary>a where a > b, else b: the second operand where one is NaN and where both are zeros.</summary>
    static abstract T Larger(T a, T b);
    /// <summary>a where a &lt; b, else b: the second operand where one is NaN and where both are zeros.</summary>
    static abstract T Smaller(T a, T b);
    /// <summary>Where a &lt; b the one, else (also for NaN) the other.</summary>
    static abstract T IfLess(T a, T b, T then, T otherwise);
    /// <summary>Whether a &lt; b in all lanes.</summary>
    static abstract bool AllLess(T a, T b);
    static abstract T Sqrt(T x);
    static abstract T Abs(T x);
    /// <summary>The size of one number with the sign of another.</summary>
    static abstract T CopySign(T size, T sign);
    /// <summary>To the nearest integer, halves to even.</summary>
    static abstract T Round(T x);
    /// <summary>x × 2^exponent, rounded once, for integral exponents of −250 … 250.</summary>
    static abstract T Scale(T x, T exponent);
    /// <summary>A normal number above 0 as mantissa × 2^exponent with a mantissa of 1/2 … 1.</summary>
    static abstract T Split(T x, out T exponent);
    /// <summary>Denormals become zeros of their sign.</summary>
    static abstract T Flush(T x);
}
