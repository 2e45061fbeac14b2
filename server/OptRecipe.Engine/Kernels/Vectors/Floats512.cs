using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Sixteen numbers (AVX-512).</summary>
internal readonly unsafe partial struct Floats512(Vector512<float> value) : IByteFloats<Floats512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Load(float* from) => new(Vector512.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 All(float x) => new(Vector512.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public void Store(float* to) => _value.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 operator +(Floats512 a, Floats512 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 operator -(Floats512 a, Floats512 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 operator *(Floats512 a, Floats512 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 operator /(Floats512 a, Floats512 b) => new(a._value / b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 MultiplyAdd(Floats512 a, Floats512 b, Floats512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Larger(Floats512 a, Floats512 b) => new(Avx512F.Max(a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Smaller(Floats512 a, Floats512 b) => new(Avx512F.Min(a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 IfLess(Floats512 a, Floats512 b, Floats512 then, Floats512 otherwise) => new(Vector512.ConditionalSelect(Vector512.LessThan(a._value, b._value), then._value, otherwise._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static bool AllLess(Floats512 a, Floats512 b) => Vector512.LessThanAll(a._value, b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Sqrt(Floats512 x) => new(Vector512.Sqrt(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Abs(Floats512 x) => new(Vector512.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 CopySign(Floats512 size, Floats512 sign) => new(Vector512.ConditionalSelect(Vector512.Create(-0f), sign._value, size._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Round(Floats512 x) => new(Vector512.Round(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 Scale(Floats512 x, Floats512 exponent) => new(Avx512F.Scale(x._value, exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Split(Floats512 x, out Floats512 exponent)
    {
        var bits = x._value.AsInt32();
        exponent = new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(bits, 23) - Vector512.Create(126)));
        return new((bits & Vector512.Create(0x007FFFFF) | Vector512.Create(0x3F000000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Flush(Floats512 x)
    {
        // Without an exponent there is only the sign to keep.
        var isSmall = Vector512.Equals(x._value.AsInt32() & Vector512.Create(0x7F800000), Vector512<int>.Zero);
        return new(Vector512.ConditionalSelect(isSmall, x._value.AsInt32() & Vector512.Create(int.MinValue), x._value.AsInt32()).AsSingle());
    }
}
