using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Vectors;

internal readonly unsafe partial struct Floats512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBytes(byte* from, byte flip, out Floats512 first, out Floats512 second, out Floats512 third, out Floats512 fourth)
    {
        var quads = (Vector512.Load(from) ^ Vector512.Create(flip)).AsInt32();
        var low = Vector512.Create(0xFF);
        first = new(Vector512.ConvertToSingle(quads & low));
        second = new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(quads, 8) & low));
        third = new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(quads, 16) & low));
        fourth = new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(quads, 24)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNone(Floats512 first, Floats512 second, Floats512 third, Floats512 fourth, int bits)
    {
        var mask = Vector512.Create(bits);
        var none = Vector512.Equals(first._value.AsInt32() & mask, Vector512<int>.Zero) | Vector512.Equals(second._value.AsInt32() & mask, Vector512<int>.Zero)
            | Vector512.Equals(third._value.AsInt32() & mask, Vector512<int>.Zero) | Vector512.Equals(fourth._value.AsInt32() & mask, Vector512<int>.Zero);
        return none != Vector512<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithNone(Floats512 x, int bits) => (uint)Vector512.Equals(x._value.AsInt32() & Vector512.Create(bits), Vector512<int>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<TElement>(Floats512 first, Floats512 second, Floats512 third, Floats512 fourth, int origin, int shift, int low, int high, TElement* to) where TElement : unmanaged
    {
        var zero = Vector512.Create(origin);
        var odd = Avx512BW.PackSignedSaturate(Whole(second, zero, shift), Whole(fourth, zero, shift));
        var even = Avx512BW.PackSignedSaturate(Whole(first, zero, shift), Whole(third, zero, shift));
        // Each 128 bits hold four lanes of the first vector, then of the third, the second and the fourth.
        if (typeof(TElement) == typeof(sbyte))
        {
            var bytes = Avx512BW.Shuffle(Avx512BW.PackSignedSaturate(even, odd), Vector512.Create(Vector256.Create(Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15).AsSByte())));
            Vector512.Min(Vector512.Max(bytes, Vector512.Create((sbyte)low)), Vector512.Create((sbyte)high)).Store((sbyte*)to);
        }
        else
        {
            var bytes = Avx512BW.Shuffle(Avx512BW.PackUnsignedSaturate(even, odd), Vector512.Create(Vector256.Create(Vector128.Create((byte)0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15))));
            Vector512.Min(Vector512.Max(bytes, Vector512.Create((byte)low)), Vector512.Create((byte)high)).Store((byte*)to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Floats512 LoadInOrder<TElement>(TElement* from) where TElement : unmanaged => new(Vector512.ConvertToSingle(Ints512.Load(from).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInOrder<TElement>(Floats512 first, Floats512 second, Floats512 third, Floats512 fourth, int origin, TElement* to) where TElement : unmanaged
    {
        // Unsigned numbers are saturated as signed ones, 128 lower.
        var isSigned = typeof(TElement) == typeof(sbyte);
        var zero = Vector512.Create(isSigned ? origin : origin + 128);
        var low = Vector512.NarrowWithSaturation(first._value.AsInt32() - zero, second._value.AsInt32() - zero);
        var high = Vector512.NarrowWithSaturation(third._value.AsInt32() - zero, fourth._value.AsInt32() - zero);
        var bytes = Vector512.NarrowWithSaturation(low, high).AsByte();
        (isSigned ? bytes : bytes ^ Vector512.Create((byte)0x80)).Store((byte*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Whole(Floats512 x, Vector512<int> origin, int shift) => Vector512.ShiftRightArithmetic(x._value.AsInt32() - origin, shift);
}
