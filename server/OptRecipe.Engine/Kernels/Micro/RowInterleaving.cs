using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Lays elements of a few rows side by side, so that one lane of 32 bits holds what one multiply-add takes.</summary>
internal static unsafe class RowInterleaving
{
    /// <summary>Four bytes a lane, with the bits of <paramref name="mask"/> flipped; of <paramref name="channels"/> elements of each of some positions.</summary>
    /// <param name="rows">Four.</param>
    /// <param name="pitch">Elements from a position to the next.</param>
    /// <param name="lanePitch">Lanes from a position to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Bytes(byte** rows, nint from, int* lanes, nint channels, byte mask, int positions, nint pitch, nint lanePitch)
    {
        byte* row0 = rows[0] + from, row1 = rows[1] + from, row2 = rows[2] + from, row3 = rows[3] + from;
        for (var position = 0; position < positions; position++, row0 += pitch, row1 += pitch, row2 += pitch, row3 += pitch, lanes += lanePitch)
        {
            nint index = 0;
            if (Processor.HasAvx512Vbmi) index = Vectors512(row0, row1, row2, row3, lanes, channels, mask);
            if (Sse2.IsSupported)
                for (; index <= channels - 8; index += 8)
                {
                    var flip = Vector128.Create(mask);
                    Vector128<byte> ab = Sse2.UnpackLow(Eight(row0 + index), Eight(row1 + index)) ^ flip, cd = Sse2.UnpackLow(Eight(row2 + index), Eight(row3 + index)) ^ flip;
                    Sse2.UnpackLow(ab.AsInt16(), cd.AsInt16()).AsInt32().Store(lanes + index);
                    Sse2.UnpackHigh(ab.AsInt16(), cd.AsInt16()).AsInt32().Store(lanes + index + 4);
                }
            if (AdvSimd.Arm64.IsSupported)
                for (; index <= channels - 16; index += 16)
                {
                    var flip = Vector128.Create(mask);
                    AdvSimd.Arm64.StoreVectorAndZip((byte*)(lanes + index),
                        (Vector128.Load(row0 + index) ^ flip, Vector128.Load(row1 + index) ^ flip, Vector128.Load(row2 + index) ^ flip, Vector128.Load(row3 + index) ^ flip));
                }
            for (; index < channels; index++)
            {
                var bytes = (byte*)(lanes + index);
                bytes[0] = (byte)(row0[index] ^ mask);
                bytes[1] = (byte)(row1[index] ^ mask);
                bytes[2] = (byte)(row2[index] ^ mask);
                bytes[3] = (byte)(row3[index] ^ mask);
            }
        }
    }

    /// <summary>As many whole vectors as there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint Vectors512(byte* row0, byte* row1, byte* row2, byte* row3, int* lanes, nint channels, byte mask)
    {
        // Byte 4c + r of the lanes comes from byte 16r + c of the four rows behind each other.
        var order = Vector512.Create(0, 16, 32, 48, 1, 17, 33, 49, 2, 18, 34, 50, 3, 19, 35, 51, 4, 20, 36, 52, 5, 21, 37, 53, 6, 22, 38, 54, 7, 23, 39, 55,
            8, 24, 40, 56, 9, 25, 41, 57, 10, 26, 42, 58, 11, 27, 43, 59, 12, 28, 44, 60, 13, 29, 45, 61, 14, 30, 46, 62, 15, 31, 47, (byte)63);
        nint index = 0;
        for (; index <= channels - 16; index += 16)
        {
            var four = Avx512F.InsertVector128(Vector128.Load(row0 + index).ToVector256Unsafe().ToVector512Unsafe(), Vector128.Load(row1 + index), 1);
            four = Avx512F.InsertVector128(Avx512F.InsertVector128(four, Vector128.Load(row2 + index), 2), Vector128.Load(row3 + index), 3);
            (Avx512Vbmi.PermuteVar64x8(four, order) ^ Vector512.Create(mask)).AsInt32().Store(lanes + index);
        }
        return index;
    }

    /// <summary>Two words a lane.</summary>
    /// <param name="rows">Two.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Words(byte** rows, nint from, int* lanes, nint channels, bool isSigned, int positions, nint pitch, nint lanePitch)
    {
        byte* row0 = rows[0] + from, row1 = rows[1] + from;
        for (var position = 0; position < positions; position++, row0 += pitch, row1 += pitch, lanes += lanePitch)
        {
            nint index = 0;
            for (; index <= channels - 16; index += 16)
            {
                Vector128<byte> a = Vector128.Load(row0 + index), b = Vector128.Load(row1 + index);
                Widen(UnpackLow(a, b), isSigned, (short*)(lanes + index));
                Widen(UnpackHigh(a, b), isSigned, (short*)(lanes + index + 8));
            }
            for (; index < channels; index++)
            {
                var words = (short*)(lanes + index);
                words[0] = isSigned ? (sbyte)row0[index] : row0[index];
                words[1] = isSigned ? (sbyte)row1[index] : row1[index];
            }
        }
    }

    /// <summary>The same of rows of words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Pairs(byte** rows, nint from, int* lanes, nint channels, int positions, nint pitch, nint lanePitch)
    {
        ushort* row0 = (ushort*)rows[0] + from, row1 = (ushort*)rows[1] + from;
        for (var position = 0; position < positions; position++, row0 += pitch, row1 += pitch, lanes += lanePitch)
        {
            nint index = 0;
            for (; index <= channels - 8; index += 8)
            {
                Vector128<ushort> a = Vector128.Load(row0 + index), b = Vector128.Load(row1 + index);
                (Vector128.WidenLower(a) | (Vector128.WidenLower(b) << 16)).AsInt32().Store(lanes + index);
                (Vector128.WidenUpper(a) | (Vector128.WidenUpper(b) << 16)).AsInt32().Store(lanes + index + 4);
            }
            for (; index < channels; index++) lanes[index] = row0[index] | row1[index] << 16;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector128<byte> bytes, bool isSigned, short* to)
    {
        if (Avx2.IsSupported) (isSigned ? Avx2.ConvertToVector256Int16(bytes.AsSByte()) : Avx2.ConvertToVector256Int16(bytes)).Store(to);
        else
        {
            (isSigned ? Vector128.WidenLower(bytes.AsSByte()) : Vector128.WidenLower(bytes).AsInt16()).Store(to);
            (isSigned ? Vector128.WidenUpper(bytes.AsSByte()) : Vector128.WidenUpper(bytes).AsInt16()).Store(to + 8);
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
