using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Four numbers, on any processor with vectors.</summary>
internal readonly unsafe struct Ints128(Vector128<int> value) : IInts<Ints128>
{
    private readonly Vector128<int> _value = value;

    public Vector128<int> Value => _value;
    public static int Count => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 All(int x) => new(Vector128.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 operator +(Ints128 a, Ints128 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 operator -(Ints128 a, Ints128 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 operator *(Ints128 a, Ints128 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 operator <<(Ints128 a, int count) => new(a._value << count);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints128 Clamp(Ints128 x, int min, int max) => new(Vector128.Min(Vector128.Max(x._value, Vector128.Create(min)), Vector128.Create(max)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints128 Load<TElement>(TElement* from) where TElement : unmanaged => new(
        typeof(TElement) == typeof(sbyte) ? Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(int*)from).AsSByte()))
        : typeof(TElement) == typeof(byte) ? Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(int*)from).AsByte())).AsInt32()
        : Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)from).AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TElement>(TElement* to) where TElement : unmanaged
    {
        var words = Vector128.Narrow(_value, _value);
        if (sizeof(TElement) == 2) *(long*)to = words.AsInt64().ToScalar();
        else *(int*)to = Vector128.Narrow(words, words).AsInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints128 DivideByPowerOfTwo(Ints128 x, int exponent) =>
        new(Vector128.ShiftRightArithmetic(x._value + Vector128.Create(1 << (exponent - 1)) + Vector128.ShiftRightArithmetic(x._value, 31), exponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints128 Scale(Ints128 x, in VectorFactor factor)
    {
        var shifted = x._value << factor.Left;
        var multiplier = Vector128.Create(factor.Multiplier);
        var even = Shifted(Multiply(shifted, multiplier), factor);
        var odd = Shifted(Multiply(Vector128.ShiftRightLogical(shifted.AsInt64(), 32).AsInt32(), multiplier), factor);
        return new(Vector128.ConditionalSelect(Vector128.Create(0x00000000FFFFFFFFL), even, odd << 32).AsInt32());
    }

    /// <summary>Products of the even lanes in 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Multiply(Vector128<int> a, Vector128<int> b)
    {
        if (Sse41.IsSupported) return Sse41.Multiply(a, b);
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(a.AsInt64()), AdvSimd.ExtractNarrowingLower(b.AsInt64()));
        return Vector128.Create((long)a[0] * b[0], (long)a[2] * b[2]);
    }

    /// <summary>Not every processor has an arithmetic shift of 64 bits: the sum is made positive, shifted, and set back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Shifted(Vector128<long> product, in VectorFactor factor)
    {
        var isNegative = Vector128.LessThan(product + Vector128.Create(1L << 30), Vector128<long>.Zero);
        var sum = product + Vector128.Create(factor.Addend) - (isNegative & Vector128.Create(factor.Correction));
        return Vector128.ShiftRightLogical(sum ^ Vector128.Create(long.MinValue), factor.Total) - Vector128.Create(1L << (63 - factor.Total));
    }
}
