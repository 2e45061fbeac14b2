using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Lays elements of a few rows side by side, so that one lane of 32 bits holds what one multiply-add takes.</summary>
internal static unsafe class RowInterleaving
{
    /// <summary>Four bytes a lane, with the bits of <paramref name="mask"/> flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(byte* row0, byte* row1, byte* row2, byte* row3, int* lanes, nint count, byte mask)
    {
        nint index = 0;
        if (Avx2.IsSupported)
        {
            var flip = Vector256.Create(mask);
            for (; index <= count - 32; index += 32)
            {
                Vector256<byte> a = Vector256.Load(row0 + index) ^ flip, b = Vector256.Load(row1 + index) ^ flip, c = Vector256.Load(row2 + index) ^ flip, d = Vector256.Load(row3 + index) ^ flip;
                Vector256<short> ab = Avx2.UnpackLow(a, b).AsInt16(), cd = Avx2.UnpackLow(c, d).AsInt16(), abHigh = Avx2.UnpackHigh(a, b).AsInt16(), cdHigh = Avx2.UnpackHigh(c, d).AsInt16();
                Vector256<int> e = Avx2.UnpackLow(ab, cd).AsInt32(), f = Avx2.UnpackHigh(ab, cd).AsInt32(), g = Avx2.UnpackLow(abHigh, cdHigh).AsInt32(), h = Avx2.UnpackHigh(abHigh, cdHigh).AsInt32();
                var to = lanes + index;
                e.GetLower().Store(to);
                f.GetLower().Store(to + 4);
                g.GetLower().Store(to + 8);
                h.GetLower().Store(to + 12);
                e.GetUpper().Store(to + 16);
                f.GetUpper().Store(to + 20);
                g.GetUpper().Store(to + 24);
                h.GetUpper().Store(to + 28);
            }
            for (; index <= count - 8; index += 8)
            {
                Vector128<byte> ab = Sse2.UnpackLow(Eight(row0 + index), Eight(row1 + index)) ^ flip.GetLower(), cd = Sse2.UnpackLow(Eight(row2 + index), Eight(row3 + index)) ^ flip.GetLower();
                Sse2.UnpackLow(ab.AsInt16(), cd.AsInt16()).AsInt32().Store(lanes + index);
                Sse2.UnpackHigh(ab.AsInt16(), cd.AsInt16()).AsInt32().Store(lanes + index + 4);
            }
        }
        for (; index < count; index++)
        {
            var bytes = (byte*)(lanes + index);
            bytes[0] = (byte)(row0[index] ^ mask);
            bytes[1] = (byte)(row1[index] ^ mask);
            bytes[2] = (byte)(row2[index] ^ mask);
            bytes[3] = (byte)(row3[index] ^ mask);
        }
    }

    /// <summary>Two words a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Words(byte* row0, byte* row1, int* lanes, nint count, bool isSigned)
    {
        nint index = 0;
        for (; index <= count - 16; index += 16)
        {
            Vector128<byte> a = Vector128.Load(row0 + index), b = Vector128.Load(row1 + index);
            Vector128<byte> low = UnpackLow(a, b), high = UnpackHigh(a, b);
            var to = (short*)(lanes + index);
            if (isSigned)
            {
                Vector128.WidenLower(low.AsSByte()).Store(to);
                Vector128.WidenUpper(low.AsSByte()).Store(to + 8);
                Vector128.WidenLower(high.AsSByte()).Store(to + 16);
                Vector128.WidenUpper(high.AsSByte()).Store(to + 24);
            }
            else
            {
                Vector128.WidenLower(low).AsInt16().Store(to);
                Vector128.WidenUpper(low).AsInt16().Store(to + 8);
                Vector128.WidenLower(high).AsInt16().Store(to + 16);
                Vector128.WidenUpper(high).AsInt16().Store(to + 24);
            }
        }
        for (; index < count; index++)
        {
            var words = (short*)(lanes + index);
            words[0] = isSigned ? (sbyte)row0[index] : row0[index];
            words[1] = isSigned ? (sbyte)row1[index] : row1[index];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Eight(byte* from) => Vector128.CreateScalarUnsafe(*(ulong*)from).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackLow(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(a, b);
        return (Vector128.WidenLower(a) | (Vector128.WidenLower(b) << 8)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> UnpackHigh(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(a, b);
        return (Vector128.WidenUpper(a) | (Vector128.WidenUpper(b) << 8)).AsByte();
    }
}
