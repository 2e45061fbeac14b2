// Regular text, as IntegerTiles.
using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A band of rows times a last block of one vector of columns, twelve rows or fewer at a time.</summary>
internal static unsafe class NarrowTiles<TSimd, TVector, TA, TB>
    where TSimd : struct, IIntegerSimd<TVector, TA, TB> where TVector : struct where TA : unmanaged where TB : unmanaged
{
    public static void Run(IntegerBand<TA, TB> band, int rows)
    {
        if (rows >= 12) Advance(ref band, ref rows, 12, rows / 12);
        if (rows >= 6) Advance(ref band, ref rows, 6, 1);
        if (rows >= 3) Advance(ref band, ref rows, 3, 1);
        if (rows > 0) Advance(ref band, ref rows, 1, rows);
    }

    private static void Advance(ref IntegerBand<TA, TB> band, ref int rows, int height, int tiles)
    {
        switch (height)
        {
            case 12: Rows12(band, tiles); break;
            case 6: Rows6(band, tiles); break;
            case 3: Rows3(band, tiles); break;
            default: Rows1(band, tiles); break;
        }
        rows -= height * tiles;
        band.A += height * tiles * band.RowStride;
        band.C += height * tiles * TSimd.Lanes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows1(in IntegerBand<TA, TB> band, int tiles)
    {
        var (step, lanes) = (TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            // Four sums, of every fourth step: one would wait for itself.
            TVector s0 = TSimd.LoadSum(band.Bias), s1 = default, s2 = default, s3 = default;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    nint k = 0, next = lanes * step;
                    for (; k <= depth - 4 * step; k += 4 * step)
                    {
                        s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k), TSimd.LoadWeights(b), s0);
                        s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k + step), TSimd.LoadWeights(b + next), s1);
                        s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k + 2 * step), TSimd.LoadWeights(b + 2 * next), s2);
                        s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k + 3 * step), TSimd.LoadWeights(b + 3 * next), s3);
                        b += 4 * next;
                    }
                    for (; k < depth; k += step)
                    {
                        var w = TSimd.LoadWeights(b);
                        b += lanes * step;
                        s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k), w, s0);
                    }
                }
            }
            TSimd.StoreSum(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), c);
            c += lanes;
            start += band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows3(in IntegerBand<TA, TB> band, int tiles)
    {
        var (step, lanes) = (TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            var s0 = TSimd.LoadSum(band.Bias);
            TVector s1 = s0, s2 = s0;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    var a1 = a0 + band.RowStride;
                    var a2 = a1 + band.RowStride;
                    for (nint k = 0; k < depth; k += step)
                    {
                        var w = TSimd.LoadWeights(b);
                        b += lanes * step;
                        s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k), w, s0);
                        s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1 + k), w, s1);
                        s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2 + k), w, s2);
                    }
                }
            }
            TSimd.StoreSum(s0, c);
            TSimd.StoreSum(s1, c + lanes);
            TSimd.StoreSum(s2, c + 2 * lanes);
            c += 3 * lanes;
            start += 3 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows6(in IntegerBand<TA, TB> band, int tiles)
    {
        var (step, lanes) = (TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            var s0 = TSimd.LoadSum(band.Bias);
            TVector s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    var a1 = a0 + band.RowStride;
                    var a2 = a1 + band.RowStride;
                    var a3 = a2 + band.RowStride;
                    var a4 = a3 + band.RowStride;
                    var a5 = a4 + band.RowStride;
                    for (nint k = 0; k < depth; k += step)
                    {
                        var w = TSimd.LoadWeights(b);
                        b += lanes * step;
                        s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + k), w, s0);
                        s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1 + k), w, s1);
                        s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2 + k), w, s2);
                        s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3 + k), w, s3);
                        s4 = TSimd.MultiplyAdd(TSimd.Broadcast(a4 + k), w, s4);
                        s5 = TSimd.MultiplyAdd(TSimd.Broadcast(a5 + k), w, s5);
                    }
                }
            }
            TSimd.StoreSum(s0, c);
            TSimd.StoreSum(s1, c + lanes);
            TSimd.StoreSum(s2, c + 2 * lanes);
            TSimd.StoreSum(s3, c + 3 * lanes);
            TSimd.StoreSum(s4, c + 4 * lanes);
            TSimd.StoreSum(s5, c + 5 * lanes);
            c += 6 * lanes;
            start += 6 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows12(in IntegerBand<TA, TB> band, int tiles)
    {
        var (step, lanes) = (TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            var s0 = TSimd.LoadSum(band.Bias);
            TVector s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    nint second = band.RowStride, third = 2 * second;
                    var a3 = a0 + 3 * second;
                    var a6 = a3 + 3 * second;
                    var a9 = a6 + 3 * second;
                    for (nint k = 0; k < depth; k += step)
                    {
                        var w = TSimd.LoadWeights(b);
                        b += lanes * step;
                        s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0), w, s0);
                        s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + second), w, s1);
                        s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a0 + third), w, s2);
                        a0 += step;
                        s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3), w, s3);
                        s4 = TSimd.MultiplyAdd(TSimd.Broadcast(a3 + second), w, s4);
                        s5 = TSimd.MultiplyAdd(TSimd.Broadcast(a3 + third), w, s5);
                        a3 += step;
                        s6 = TSimd.MultiplyAdd(TSimd.Broadcast(a6), w, s6);
                        s7 = TSimd.MultiplyAdd(TSimd.Broadcast(a6 + second), w, s7);
                        s8 = TSimd.MultiplyAdd(TSimd.Broadcast(a6 + third), w, s8);
                        a6 += step;
                        s9 = TSimd.MultiplyAdd(TSimd.Broadcast(a9), w, s9);
                        s10 = TSimd.MultiplyAdd(TSimd.Broadcast(a9 + second), w, s10);
                        s11 = TSimd.MultiplyAdd(TSimd.Broadcast(a9 + third), w, s11);
                        a9 += step;
                    }
                }
            }
            TSimd.StoreSum(s0, c);
            TSimd.StoreSum(s1, c + lanes);
            TSimd.StoreSum(s2, c + 2 * lanes);
            TSimd.StoreSum(s3, c + 3 * lanes);
            TSimd.StoreSum(s4, c + 4 * lanes);
            TSimd.StoreSum(s5, c + 5 * lanes);
            TSimd.StoreSum(s6, c + 6 * lanes);
            TSimd.StoreSum(s7, c + 7 * lanes);
            TSimd.StoreSum(s8, c + 8 * lanes);
            TSimd.StoreSum(s9, c + 9 * lanes);
            TSimd.StoreSum(s10, c + 10 * lanes);
            TSimd.StoreSum(s11, c + 11 * lanes);
            c += 12 * lanes;
            start += 12 * band.RowStride;
        }
    }
}
