using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

internal readonly unsafe partial struct Floats256
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBytes(byte* from, byte flip, out Floats256 first, out Floats256 second, out Floats256 third, out Floats256 fourth)
    {
        var quads = (Vector256.Load(from) ^ Vector256.Create(flip)).AsInt32();
        var low = Vector256.Create(0xFF);
        first = new(Vector256.ConvertToSingle(quads & low));
        second = new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(quads, 8) & low));
        third = new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(quads, 16) & low));
        fourth = new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(quads, 24)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNone(Floats256 first, Floats256 second, Floats256 third, Floats256 fourth, int bits)
    {
        var mask = Vector256.Create(bits);
        var none = Vector256.Equals(first._value.AsInt32() & mask, Vector256<int>.Zero) | Vector256.Equals(second._value.AsInt32() & mask, Vector256<int>.Zero)
            | Vector256.Equals(third._value.AsInt32() & mask, Vector256<int>.Zero) | Vector256.Equals(fourth._value.AsInt32() & mask, Vector256<int>.Zero);
        return none != Vector256<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithNone(Floats256 x, int bits) => (uint)Vector256.Equals(x._value.AsInt32() & Vector256.Create(bits), Vector256<int>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<TElement>(Floats256 first, Floats256 second, Floats256 third, Floats256 fourth, int origin, int shift, int low, int high, TElement* to) where TElement : unmanaged
    {
        var zero = Vector256.Create(origin);
        var odd = Avx2.PackSignedSaturate(Whole(second, zero, shift), Whole(fourth, zero, shift));
        var even = Avx2.PackSignedSaturate(Whole(first, zero, shift), Whole(third, zero, shift));
        // Each 128 bits hold four lanes of the first vector, then of the third, the second and the fourth.
        if (typeof(TElement) == typeof(sbyte))
        {
            var bytes = Avx2.Shuffle(Avx2.PackSignedSaturate(even, odd), Vector256.Create(Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15).AsSByte()));
            Vector256.Min(Vector256.Max(bytes, Vector256.Create((sbyte)low)), Vector256.Create((sbyte)high)).Store((sbyte*)to);
        }
        else
        {
            var bytes = Avx2.Shuffle(Avx2.PackUnsignedSaturate(even, odd), Vector256.Create(Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15)));
            Vector256.Min(Vector256.Max(bytes, Vector256.Create((byte)low)), Vector256.Create((byte)high)).Store((byte*)to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats256 LoadInOrder<TElement>(TElement* from) where TElement : unmanaged => new(Vector256.ConvertToSingle(Ints256.Load(from).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInOrder<TElement>(Floats256 first, Floats256 second, Floats256 third, Floats256 fourth, int origin, TElement* to) where TElement : unmanaged
    {
        // Unsigned numbers are saturated as signed ones, 128 lower.
        var isSigned = typeof(TElement) == typeof(sbyte);
        var zero = Vector256.Create(isSigned ? origin : origin + 128);
        var low = Vector256.NarrowWithSaturation(first._value.AsInt32() - zero, second._value.AsInt32() - zero);
        var high = Vector256.NarrowWithSaturation(third._value.AsInt32() - zero, fourth._value.AsInt32() - zero);
        var bytes = Vector256.NarrowWithSaturation(low, high).AsByte();
        (isSigned ? bytes : bytes ^ Vector256.Create((byte)0x80)).Store((byte*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Whole(Floats256 x, Vector256<int> origin, int shift) => Vector256.ShiftRightArithmetic(x._value.AsInt32() - origin, shift);
}
