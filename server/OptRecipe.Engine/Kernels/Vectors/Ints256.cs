using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Eight numbers (AVX2).</summary>
internal readonly unsafe struct Ints256(Vector256<int> value) : IInts<Ints256>
{
    private readonly Vector256<int> _value = value;

    public Vector256<int> Value => _value;
    public static int Count => 8;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 All(int x) => new(Vector256.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 operator +(Ints256 a, Ints256 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 operator -(Ints256 a, Ints256 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 operator *(Ints256 a, Ints256 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 operator <<(Ints256 a, int count) => new(a._value << count);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints256 Clamp(Ints256 x, int min, int max) => new(Avx2.Min(Avx2.Max(x._value, Vector256.Create(min)), Vector256.Create(max)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints256 Load<TElement>(TElement* from) where TElement : unmanaged => new(
        typeof(TElement) == typeof(sbyte) ? Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(*(long*)from).AsSByte())
        : typeof(TElement) == typeof(byte) ? Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(*(long*)from).AsByte())
        : Avx2.ConvertToVector256Int32(Vector128.Load((short*)from)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TElement>(TElement* to) where TElement : unmanaged
    {
        var words = Sse2.PackSignedSaturate(_value.GetLower(), _value.GetUpper());
        if (sizeof(TElement) == 2) words.Store((short*)to);
        else *(long*)to = (typeof(TElement) == typeof(sbyte) ? Sse2.PackSignedSaturate(words, words).AsInt64() : Sse2.PackUnsignedSaturate(words, words).AsInt64()).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints256 DivideByPowerOfTwo(Ints256 x, int exponent) =>
        new(Vector256.ShiftRightArithmetic(x._value + Vector256.Create(1 << (exponent - 1)) + Vector256.ShiftRightArithmetic(x._value, 31), exponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints256 Scale(Ints256 x, in VectorFactor factor)
    {
        var shifted = x._value << factor.Left;
        var multiplier = Vector256.Create(factor.Multiplier);
        var even = Shifted(Avx2.Multiply(shifted, multiplier), factor);
        var odd = Shifted(Avx2.Multiply(Vector256.ShiftRightLogical(shifted.AsInt64(), 32).AsInt32(), multiplier), factor);
        return new(Avx2.Blend(even.AsInt32(), (odd << 32).AsInt32(), 0b10101010));
    }

    /// <summary>AVX2 has no arithmetic shift of 64 bits: the sum is made positive, shifted, and set back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Shifted(Vector256<long> product, in VectorFactor factor)
    {
        var isNegative = Vector256.LessThan(product + Vector256.Create(1L << 30), Vector256<long>.Zero);
        var sum = product + Vector256.Create(factor.Addend) - (isNegative & Vector256.Create(factor.Correction));
        return Vector256.ShiftRightLogical(sum ^ Vector256.Create(long.MinValue), factor.Total) - Vector256.Create(1L << (63 - factor.Total));
    }
}
