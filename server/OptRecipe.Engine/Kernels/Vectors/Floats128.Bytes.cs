using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Vectors;

internal readonly unsafe partial struct Floats128
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBytes(byte* from, byte flip, out Floats128 first, out Floats128 second, out Floats128 third, out Floats128 fourth)
    {
        var quads = (Vector128.Load(from) ^ Vector128.Create(flip)).AsInt32();
        var low = Vector128.Create(0xFF);
        first = new(Vector128.ConvertToSingle(quads & low));
        second = new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(quads, 8) & low));
        third = new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(quads, 16) & low));
        fourth = new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(quads, 24)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNone(Floats128 first, Floats128 second, Floats128 third, Floats128 fourth, int bits)
    {
        var mask = Vector128.Create(bits);
        var none = Vector128.Equals(first._value.AsInt32() & mask, Vector128<int>.Zero) | Vector128.Equals(second._value.AsInt32() & mask, Vector128<int>.Zero)
            | Vector128.Equals(third._value.AsInt32() & mask, Vector128<int>.Zero) | Vector128.Equals(fourth._value.AsInt32() & mask, Vector128<int>.Zero);
        return none != Vector128<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithNone(Floats128 x, int bits) => (uint)Vector128.Equals(x._value.AsInt32() & Vector128.Create(bits), Vector128<int>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<TElement>(Floats128 first, Floats128 second, Floats128 third, Floats128 fourth, int origin, int shift, int low, int high, TElement* to) where TElement : unmanaged
    {
        var zero = Vector128.Create(origin);
        var odd = Vector128.NarrowWithSaturation(Whole(second, zero, shift), Whole(fourth, zero, shift));
        var even = Vector128.NarrowWithSaturation(Whole(first, zero, shift), Whole(third, zero, shift));
        // Each 128 bits hold four lanes of the first vector, then of the third, the second and the fourth.
        if (typeof(TElement) == typeof(sbyte))
        {
            var bytes = Vector128.Shuffle(Vector128.NarrowWithSaturation(even, odd), Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15).AsSByte());
            Vector128.Min(Vector128.Max(bytes, Vector128.Create((sbyte)low)), Vector128.Create((sbyte)high)).Store((sbyte*)to);
        }
        else
        {
            var bytes = Vector128.Shuffle(Vector128.NarrowWithSaturation(Vector128.Max(even, Vector128<short>.Zero).AsUInt16(), Vector128.Max(odd, Vector128<short>.Zero).AsUInt16()), Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15));
            Vector128.Min(Vector128.Max(bytes, Vector128.Create((byte)low)), Vector128.Create((byte)high)).Store((byte*)to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats128 LoadInOrder<TElement>(TElement* from) where TElement : unmanaged => new(Vector128.ConvertToSingle(Ints128.Load(from).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInOrder<TElement>(Floats128 first, Floats128 second, Floats128 third, Floats128 fourth, int origin, TElement* to) where TElement : unmanaged
    {
        // Unsigned numbers are saturated as signed ones, 128 lower.
        var isSigned = typeof(TElement) == typeof(sbyte);
        var zero = Vector128.Create(isSigned ? origin : origin + 128);
        var low = Vector128.NarrowWithSaturation(first._value.AsInt32() - zero, second._value.AsInt32() - zero);
        var high = Vector128.NarrowWithSaturation(third._value.AsInt32() - zero, fourth._value.AsInt32() - zero);
        var bytes = Vector128.NarrowWithSaturation(low, high).AsByte();
        (isSigned ? bytes : bytes ^ Vector128.Create((byte)0x80)).Store((byte*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Whole(Floats128 x, Vector128<int> origin, int shift) => Vector128.ShiftRightArithmetic(x._value.AsInt32() - origin, shift);
}
