using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The last step of requantization, on bytes: bounds in int8, and the highest bit flipped where 128 was taken off.</summary>
internal readonly record struct NarrowBounds(int Low, int High, bool Flips)
{
    public bool AreStorable => Low is >= sbyte.MinValue and <= sbyte.MaxValue && High is >= sbyte.MinValue and <= sbyte.MaxValue;
    /// <summary>Whether narrowing has done everything already.</summary>
    public bool AreWhole => Low == sbyte.MinValue && High == sbyte.MaxValue && !Flips;
    public Vector128<sbyte> Lows => Vector128.Create((sbyte)Low);
    public Vector128<sbyte> Highs => Vector128.Create((sbyte)High);
    public Vector128<sbyte> Flip => Vector128.Create((sbyte)(Flips ? 0x80 : 0));

    /// <summary>Stores the first <paramref name="count"/> of sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector128<sbyte> bytes, byte* to, int count)
    {
        if (count == 16) bytes.AsByte().Store(to);
        else StorePart(bytes.AsUInt64(), to, count);
    }

    private static unsafe void StorePart(Vector128<ulong> bytes, byte* to, int count)
    {
        var rest = bytes[0];
        if (count >= 8)
        {
            Unsafe.WriteUnaligned(to, rest);
            to += 8;
            rest = bytes[1];
        }
        if ((count & 4) != 0)
        {
            Unsafe.WriteUnaligned(to, (uint)rest);
            to += 4;
            rest >>= 32;
        }
        if ((count & 2) != 0)
        {
            Unsafe.WriteUnaligned(to, (ushort)rest);
            to += 2;
            rest >>= 16;
        }
        if ((count & 1) != 0) *to = (byte)rest;
    }
}
