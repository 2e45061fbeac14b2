using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Depthwise sums of 8-bit numbers, two taps at a time: both inputs are widened to int16, interleaved, and multiplied with weights that were interleaved when they were
/// packed, so that one instruction adds both products of a channel.</summary>
internal unsafe interface IDepthwise8
{
    /// <summary>Channels of a step.</summary>
    static abstract int Lanes { get; }
    /// <summary>sums[c] = bias[c] + Σ over pairs of taps, for one step of channels; <paramref name="weights"/> has 2 × lanes numbers a pair.</summary>
    static abstract void Step(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned);
}

internal readonly unsafe struct Depthwise128 : IDepthwise8
{
    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned)
    {
        Vector128<int> low = Vector128.Load(bias), high = Vector128.Load(bias + 4);
        var zero = Vector128.Create(zeroPoint);
        for (var pair = 0; pair < pairs; pair++, taps += 2, weights += 16)
        {
            Vector128<short> a = Load(taps[0] + channel, isSigned) - zero, b = Load(taps[1] + channel, isSigned) - zero;
            var (w0, w1) = (Vector128.Load(weights), Vector128.Load(weights + 8));
            low += Pairs(Interleave(a, b, high: false), w0);
            high += Pairs(Interleave(a, b, high: true), w1);
        }
        low.Store(sums);
        high.Store(sums + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load(byte* from, bool isSigned) =>
        isSigned ? Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)from).AsSByte()) : Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)from).AsByte()).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Interleave(Vector128<short> a, Vector128<short> b, bool high)
    {
        if (Sse2.IsSupported) return high ? Sse2.UnpackHigh(a, b) : Sse2.UnpackLow(a, b);
        var (x, y) = high ? (Vector128.WidenUpper(a), Vector128.WidenUpper(b)) : (Vector128.WidenLower(a), Vector128.WidenLower(b));
        return ((x & Vector128.Create(0xFFFF)) | (y << 16)).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pairs(Vector128<short> x, Vector128<short> w) => Int128Pairs.MultiplyAdd(x.AsInt32(), w.AsInt32(), Vector128<int>.Zero);
}

internal readonly unsafe struct Depthwise256 : IDepthwise8
{
    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned)
    {
        // Interleaving works within 128 bits: the halves are put in order at the end.
        Vector256<int> first = Vector256<int>.Zero, second = Vector256<int>.Zero;
        var zero = Vector256.Create(zeroPoint);
        for (var pair = 0; pair < pairs; pair++, taps += 2, weights += 32)
        {
            Vector256<short> a = Load(taps[0] + channel, isSigned) - zero, b = Load(taps[1] + channel, isSigned) - zero;
            first += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(a, b), Vector256.Load(weights));
            second += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(a, b), Vector256.Load(weights + 16));
        }
        (Avx2.Permute2x128(first, second, 0x20) + Vector256.Load(bias)).Store(sums);
        (Avx2.Permute2x128(first, second, 0x31) + Vector256.Load(bias + 8)).Store(sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Load(byte* from, bool isSigned) =>
        isSigned ? Avx2.ConvertToVector256Int16((sbyte*)from) : Avx2.ConvertToVector256Int16(from);
}

internal readonly unsafe struct Depthwise512 : IDepthwise8
{
    public static int Lanes => 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned)
    {
        Vector512<int> first = Vector512<int>.Zero, second = Vector512<int>.Zero;
        var zero = Vector512.Create(zeroPoint);
        for (var pair = 0; pair < pairs; pair++, taps += 2, weights += 64)
        {
            Vector512<short> a = Load(taps[0] + channel, isSigned) - zero, b = Load(taps[1] + channel, isSigned) - zero;
            first += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(a, b), Vector512.Load(weights));
            second += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(a, b), Vector512.Load(weights + 32));
        }
        var lower = Vector512.Create(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
        var upper = Vector512.Create(8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
        (Avx512F.PermuteVar16x32x2(first, lower, second) + Vector512.Load(bias)).Store(sums);
        (Avx512F.PermuteVar16x32x2(first, upper, second) + Vector512.Load(bias + 16)).Store(sums + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Load(byte* from, bool isSigned) =>
        isSigned ? Avx512BW.ConvertToVector512Int16(Vector256.Load((sbyte*)from)) : Avx512BW.ConvertToVector512Int16(Vector256.Load(from));
}
