using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A vector of int32 of one width, which 8-bit and 16-bit numbers are widened to. Everything is exact: a width changes nothing.</summary>
internal unsafe interface IInts<T> where T : struct, IInts<T>
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Count { get; }
    /// <summary>Widens as many of sbyte, byte or short.</summary>
    static abstract T Load<TElement>(TElement* from) where TElement : unmanaged;
    /// <summary>The number in every lane.</summary>
    static abstract T All(int x);
    /// <summary>Narrows to sbyte, byte or short, whose range the numbers are in.</summary>
    void Store<TElement>(TElement* to) where TElement : unmanaged;

    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator <<(T a, int count);
    static abstract T Clamp(T x, int min, int max);
    /// <summary>x / 2^exponent, halves away from zero.</summary>
    static abstract T DivideByPowerOfTwo(T x, int exponent);
    /// <summary>The same as <see cref="FixedPointFactor.Apply"/> with <see cref="Rounding.Double"/>.</summary>
    static abstract T Scale(T x, in VectorFactor factor);
}

/// <summary>A fixed-point factor as the constants of one sum and one shift in 64 bits: with p = (x &lt;&lt; Left) × Multiplier the result is
/// ⌊(p + Addend − (p + 2^30 &lt; 0 ? Correction : 0)) / 2^Total⌋ (see <see cref="Micro.Requantizer"/>).</summary>
internal readonly struct VectorFactor
{
    public readonly long Addend, Correction;
    public readonly int Multiplier, Left, Total;

    public VectorFactor(FixedPointFactor factor)
    {
        var right = Math.Max(-factor.Shift, 0);
        (Multiplier, Left, Total) = (factor.Multiplier, Math.Max(factor.Shift, 0), 31 + right);
        Addend = (1L << 30) + (right > 0 ? 1L << (30 + right) : 0);
        Correction = right > 0 ? 1L << 31 : 0;
    }
}
