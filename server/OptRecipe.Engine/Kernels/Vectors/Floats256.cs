using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Eight numbers (AVX2).</summary>
internal readonly unsafe partial struct Floats256(Vector256<float> value) : IByteFloats<Floats256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Load(float* from) => new(Vector256.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 All(float x) => new(Vector256.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public void Store(float* to) => _value.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 operator +(Floats256 a, Floats256 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 operator -(Floats256 a, Floats256 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 operator *(Floats256 a, Floats256 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 operator /(Floats256 a, Floats256 b) => new(a._value / b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 MultiplyAdd(Floats256 a, Floats256 b, Floats256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Larger(Floats256 a, Floats256 b) => new(Avx.Max(a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Smaller(Floats256 a, Floats256 b) => new(Avx.Min(a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 IfLess(Floats256 a, Floats256 b, Floats256 then, Floats256 otherwise) => new(Vector256.ConditionalSelect(Vector256.LessThan(a._value, b._value), then._value, otherwise._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static bool AllLess(Floats256 a, Floats256 b) => Vector256.LessThanAll(a._value, b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Sqrt(Floats256 x) => new(Vector256.Sqrt(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Abs(Floats256 x) => new(Vector256.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 CopySign(Floats256 size, Floats256 sign) => new(Vector256.ConditionalSelect(Vector256.Create(-0f), sign._value, size._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 Round(Floats256 x) => new(Vector256.Round(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Scale(Floats256 x, Floats256 exponent)
    {
        // In two steps, of which the first stays within the normal numbers.
        var whole = Vector256.ConvertToInt32Native(exponent._value);
        var half = Vector256.ShiftRightArithmetic(whole, 1);
        return new(x._value * Power(half) * Power(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] private static Vector256<float> Power(Vector256<int> exponent) => Vector256.ShiftLeft(exponent + Vector256.Create(127), 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Split(Floats256 x, out Floats256 exponent)
    {
        var bits = x._value.AsInt32();
        exponent = new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(bits, 23) - Vector256.Create(126)));
        return new((bits & Vector256.Create(0x007FFFFF) | Vector256.Create(0x3F000000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Flush(Floats256 x)
    {
        // Without an exponent there is only the sign to keep.
        var isSmall = Vector256.Equals(x._value.AsInt32() & Vector256.Create(0x7F800000), Vector256<int>.Zero);
        return new(Vector256.ConditionalSelect(isSmall, x._value.AsInt32() & Vector256.Create(int.MinValue), x._value.AsInt32()).AsSingle());
    }
}
