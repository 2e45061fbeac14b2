using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Four numbers, on any processor with vectors.</summary>
internal readonly unsafe partial struct Floats128(Vector128<float> value) : IByteFloats<Floats128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Load(float* from) => new(Vector128.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 All(float x) => new(Vector128.Create(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public void Store(float* to) => _value.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 operator +(Floats128 a, Floats128 b) => new(a._value + b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 operator -(Floats128 a, Floats128 b) => new(a._value - b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 operator *(Floats128 a, Floats128 b) => new(a._value * b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 operator /(Floats128 a, Floats128 b) => new(a._value / b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 MultiplyAdd(Floats128 a, Floats128 b, Floats128 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Larger(Floats128 a, Floats128 b) => new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._value, b._value), a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Smaller(Floats128 a, Floats128 b) => new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), a._value, b._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 IfLess(Floats128 a, Floats128 b, Floats128 then, Floats128 otherwise) => new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), then._value, otherwise._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static bool AllLess(Floats128 a, Floats128 b) => Vector128.LessThanAll(a._value, b._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Sqrt(Floats128 x) => new(Vector128.Sqrt(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Abs(Floats128 x) => new(Vector128.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 CopySign(Floats128 size, Floats128 sign) => new(Vector128.ConditionalSelect(Vector128.Create(-0f), sign._value, size._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 Round(Floats128 x) => new(Vector128.Round(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Scale(Floats128 x, Floats128 exponent)
    {
        // In two steps, of which the first stays within the normal numbers.
        var whole = Vector128.ConvertToInt32Native(exponent._value);
        var half = Vector128.ShiftRightArithmetic(whole, 1);
        return new(x._value * Power(half) * Power(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] private static Vector128<float> Power(Vector128<int> exponent) => Vector128.ShiftLeft(exponent + Vector128.Create(127), 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Split(Floats128 x, out Floats128 exponent)
    {
        var bits = x._value.AsInt32();
        exponent = new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(bits, 23) - Vector128.Create(126)));
        return new((bits & Vector128.Create(0x007FFFFF) | Vector128.Create(0x3F000000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Flush(Floats128 x)
    {
        // Without an exponent there is only the sign to keep.
        var isSmall = Vector128.Equals(x._value.AsInt32() & Vector128.Create(0x7F800000), Vector128<int>.Zero);
        return new(Vector128.ConditionalSelect(isSmall, x._value.AsInt32() & Vector128.Create(int.MinValue), x._value.AsInt32()).AsSingle());
    }
}
