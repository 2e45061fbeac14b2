using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Sixteen numbers (AVX-512).</summary>
internal readonly unsafe struct Ints512(Vector512<int> value) : IInts<Ints512>
{
    private readonly Vector512<int> _value = value;

    public Vector512<int> Value => _value;
    public static int Count => 16;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 All(int x) => new(Vector512.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 operator +(Ints512 a, Ints512 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 operator -(Ints512 a, Ints512 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 operator *(Ints512 a, Ints512 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 operator <<(Ints512 a, int count) => new(a._value << count);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Ints512 Clamp(Ints512 x, int min, int max) => new(Avx512F.Min(Avx512F.Max(x._value, Vector512.Create(min)), Vector512.Create(max)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints512 Load<TElement>(TElement* from) where TElement : unmanaged => new(
        typeof(TElement) == typeof(sbyte) ? Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)from))
        : typeof(TElement) == typeof(byte) ? Avx512F.ConvertToVector512Int32(Vector128.Load((byte*)from))
        : Avx512F.ConvertToVector512Int32(Vector256.Load((short*)from)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TElement>(TElement* to) where TElement : unmanaged
    {
        if (sizeof(TElement) == 1) Avx512F.ConvertToVector128Byte(_value).Store((byte*)to);
        else Avx512F.ConvertToVector256Int16(_value).Store((short*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints512 DivideByPowerOfTwo(Ints512 x, int exponent) =>
        new(Vector512.ShiftRightArithmetic(x._value + Vector512.Create(1 << (exponent - 1)) + Vector512.ShiftRightArithmetic(x._value, 31), exponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ints512 Scale(Ints512 x, in VectorFactor factor)
    {
        var shifted = x._value << factor.Left;
        var multiplier = Vector512.Create(factor.Multiplier);
        var even = Shifted(Avx512F.Multiply(shifted, multiplier), factor);
        var odd = Shifted(Avx512F.Multiply(Vector512.ShiftRightLogical(shifted.AsInt64(), 32).AsInt32(), multiplier), factor);
        return new(Vector512.ConditionalSelect(Vector512.Create(0x00000000FFFFFFFFL), even, odd << 32).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Shifted(Vector512<long> product, in VectorFactor factor)
    {
        var isNegative = Vector512.ShiftRightArithmetic(product + Vector512.Create(1L << 30), 63);
        return Vector512.ShiftRightArithmetic(product + Vector512.Create(factor.Addend) - (isNegative & Vector512.Create(factor.Correction)), factor.Total);
    }
}
