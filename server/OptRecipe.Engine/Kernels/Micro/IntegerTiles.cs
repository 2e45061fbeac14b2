// Regular text, one method for each number of rows: only named locals are kept in registers, so a loop over rows cannot serve (facts/fast-kernels-dotnet.md §5).
using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A band of rows times one packed block of two vectors of columns, six rows or fewer at a time, all sums in registers; and one row times many blocks.</summary>
internal static unsafe class IntegerTiles<TSimd, TVector, TA, TB>
    where TSimd : struct, IIntegerSimd<TVector, TA, TB> where TVector : struct where TA : unmanaged where TB : unmanaged
{
    private const int MaxRows = 6;

    public static void Run(IntegerBand<TA, TB> band, int rows)
    {
        if (band.Vectors == 1)
        {
            NarrowTiles<TSimd, TVector, TA, TB>.Run(band, rows);
            return;
        }
        // Tiles of nearly equal height: a last one of a single row would cost as much as one of three.
        var tiles = (rows + MaxRows - 1) / MaxRows;
        var height = (rows + tiles - 1) / tiles;
        var high = rows - tiles * (height - 1);
        Run(band, height, high);
        if (high == tiles) return;
        band.A += high * height * band.RowStride;
        band.C += high * height * 2 * TSimd.Lanes;
        Run(band, height - 1, tiles - high);
    }

    private static void Run(in IntegerBand<TA, TB> band, int height, int tiles)
    {
        switch (height)
        {
            case 1: Rows1(band, tiles); break;
            case 2: Rows2(band, tiles); break;
            case 3: Rows3(band, tiles); break;
            case 4: Rows4(band, tiles); break;
            case 5: Rows5(band, tiles); break;
            default: Rows6(band, tiles); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows1(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            // Two sums for each, of every other step: one would wait for itself.
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes), t00 = default, t01 = default;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    nint k = 0;
                    for (; k < depth - step; k += 2 * step)
                    {
                        TVector x0 = TSimd.Broadcast(a0 + k), x1 = TSimd.Broadcast(a0 + k + step);
                        s00 = TSimd.MultiplyAdd(x0, TSimd.LoadWeights(b), s00);
                        s01 = TSimd.MultiplyAdd(x0, TSimd.LoadWeights(b + lanes * step), s01);
                        t00 = TSimd.MultiplyAdd(x1, TSimd.LoadWeights(b + block), t00);
                        t01 = TSimd.MultiplyAdd(x1, TSimd.LoadWeights(b + block + lanes * step), t01);
                        b += 2 * block;
                    }
                    for (; k < depth; k += step)
                    {
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                    }
                }
            }
            TSimd.StoreSum(TSimd.Add(s00, t00), c);
            TSimd.StoreSum(TSimd.Add(s01, t01), c + lanes);
            c += 2 * lanes;
            start += band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows2(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes);
            TVector s10 = s00, s11 = s01;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    var a1 = a0 + band.RowStride;
                    for (nint k = 0; k < depth; k += step)
                    {
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                        x = TSimd.Broadcast(a1 + k);
                        s10 = TSimd.MultiplyAdd(x, w0, s10);
                        s11 = TSimd.MultiplyAdd(x, w1, s11);
                    }
                }
            }
            TSimd.StoreSum(s00, c);
            TSimd.StoreSum(s01, c + lanes);
            TSimd.StoreSum(s10, c + 2 * lanes);
            TSimd.StoreSum(s11, c + 3 * lanes);
            c += 4 * lanes;
            start += 2 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows3(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes);
            TVector s10 = s00, s11 = s01, s20 = s00, s21 = s01;
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
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                        x = TSimd.Broadcast(a1 + k);
                        s10 = TSimd.MultiplyAdd(x, w0, s10);
                        s11 = TSimd.MultiplyAdd(x, w1, s11);
                        x = TSimd.Broadcast(a2 + k);
                        s20 = TSimd.MultiplyAdd(x, w0, s20);
                        s21 = TSimd.MultiplyAdd(x, w1, s21);
                    }
                }
            }
            TSimd.StoreSum(s00, c);
            TSimd.StoreSum(s01, c + lanes);
            TSimd.StoreSum(s10, c + 2 * lanes);
            TSimd.StoreSum(s11, c + 3 * lanes);
            TSimd.StoreSum(s20, c + 4 * lanes);
            TSimd.StoreSum(s21, c + 5 * lanes);
            c += 6 * lanes;
            start += 3 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows4(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes);
            TVector s10 = s00, s11 = s01, s20 = s00, s21 = s01, s30 = s00, s31 = s01;
            var b = band.B;
            for (var outer = 0; outer < band.OuterCount; outer++)
            {
                for (var inner = 0; inner < band.InnerCount; inner++)
                {
                    var a0 = start + outer * band.OuterPitch + inner * band.InnerPitch;
                    var a1 = a0 + band.RowStride;
                    var a2 = a1 + band.RowStride;
                    var a3 = a2 + band.RowStride;
                    for (nint k = 0; k < depth; k += step)
                    {
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                        x = TSimd.Broadcast(a1 + k);
                        s10 = TSimd.MultiplyAdd(x, w0, s10);
                        s11 = TSimd.MultiplyAdd(x, w1, s11);
                        x = TSimd.Broadcast(a2 + k);
                        s20 = TSimd.MultiplyAdd(x, w0, s20);
                        s21 = TSimd.MultiplyAdd(x, w1, s21);
                        x = TSimd.Broadcast(a3 + k);
                        s30 = TSimd.MultiplyAdd(x, w0, s30);
                        s31 = TSimd.MultiplyAdd(x, w1, s31);
                    }
                }
            }
            TSimd.StoreSum(s00, c);
            TSimd.StoreSum(s01, c + lanes);
            TSimd.StoreSum(s10, c + 2 * lanes);
            TSimd.StoreSum(s11, c + 3 * lanes);
            TSimd.StoreSum(s20, c + 4 * lanes);
            TSimd.StoreSum(s21, c + 5 * lanes);
            TSimd.StoreSum(s30, c + 6 * lanes);
            TSimd.StoreSum(s31, c + 7 * lanes);
            c += 8 * lanes;
            start += 4 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows5(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes);
            TVector s10 = s00, s11 = s01, s20 = s00, s21 = s01, s30 = s00, s31 = s01, s40 = s00, s41 = s01;
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
                    for (nint k = 0; k < depth; k += step)
                    {
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                        x = TSimd.Broadcast(a1 + k);
                        s10 = TSimd.MultiplyAdd(x, w0, s10);
                        s11 = TSimd.MultiplyAdd(x, w1, s11);
                        x = TSimd.Broadcast(a2 + k);
                        s20 = TSimd.MultiplyAdd(x, w0, s20);
                        s21 = TSimd.MultiplyAdd(x, w1, s21);
                        x = TSimd.Broadcast(a3 + k);
                        s30 = TSimd.MultiplyAdd(x, w0, s30);
                        s31 = TSimd.MultiplyAdd(x, w1, s31);
                        x = TSimd.Broadcast(a4 + k);
                        s40 = TSimd.MultiplyAdd(x, w0, s40);
                        s41 = TSimd.MultiplyAdd(x, w1, s41);
                    }
                }
            }
            TSimd.StoreSum(s00, c);
            TSimd.StoreSum(s01, c + lanes);
            TSimd.StoreSum(s10, c + 2 * lanes);
            TSimd.StoreSum(s11, c + 3 * lanes);
            TSimd.StoreSum(s20, c + 4 * lanes);
            TSimd.StoreSum(s21, c + 5 * lanes);
            TSimd.StoreSum(s30, c + 6 * lanes);
            TSimd.StoreSum(s31, c + 7 * lanes);
            TSimd.StoreSum(s40, c + 8 * lanes);
            TSimd.StoreSum(s41, c + 9 * lanes);
            c += 10 * lanes;
            start += 5 * band.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows6(in IntegerBand<TA, TB> band, int tiles)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step;
        var start = band.A;
        var c = band.C;
        for (var tile = 0; tile < tiles; tile++)
        {
            TVector s00 = TSimd.LoadSum(band.Bias), s01 = TSimd.LoadSum(band.Bias + lanes);
            TVector s10 = s00, s11 = s01, s20 = s00, s21 = s01, s30 = s00, s31 = s01, s40 = s00, s41 = s01, s50 = s00, s51 = s01;
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
                        TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                        b += block;
                        var x = TSimd.Broadcast(a0 + k);
                        s00 = TSimd.MultiplyAdd(x, w0, s00);
                        s01 = TSimd.MultiplyAdd(x, w1, s01);
                        x = TSimd.Broadcast(a1 + k);
                        s10 = TSimd.MultiplyAdd(x, w0, s10);
                        s11 = TSimd.MultiplyAdd(x, w1, s11);
                        x = TSimd.Broadcast(a2 + k);
                        s20 = TSimd.MultiplyAdd(x, w0, s20);
                        s21 = TSimd.MultiplyAdd(x, w1, s21);
                        x = TSimd.Broadcast(a3 + k);
                        s30 = TSimd.MultiplyAdd(x, w0, s30);
                        s31 = TSimd.MultiplyAdd(x, w1, s31);
                        x = TSimd.Broadcast(a4 + k);
                        s40 = TSimd.MultiplyAdd(x, w0, s40);
                        s41 = TSimd.MultiplyAdd(x, w1, s41);
                        x = TSimd.Broadcast(a5 + k);
                        s50 = TSimd.MultiplyAdd(x, w0, s50);
                        s51 = TSimd.MultiplyAdd(x, w1, s51);
                    }
                }
            }
            TSimd.StoreSum(s00, c);
            TSimd.StoreSum(s01, c + lanes);
            TSimd.StoreSum(s10, c + 2 * lanes);
            TSimd.StoreSum(s11, c + 3 * lanes);
            TSimd.StoreSum(s20, c + 4 * lanes);
            TSimd.StoreSum(s21, c + 5 * lanes);
            TSimd.StoreSum(s30, c + 6 * lanes);
            TSimd.StoreSum(s31, c + 7 * lanes);
            TSimd.StoreSum(s40, c + 8 * lanes);
            TSimd.StoreSum(s41, c + 9 * lanes);
            TSimd.StoreSum(s50, c + 10 * lanes);
            TSimd.StoreSum(s51, c + 11 * lanes);
            c += 12 * lanes;
            start += 6 * band.RowStride;
        }
    }

    /// <summary>One row times four neighbouring full blocks at once: eight sums hide the latency of one, four streams that of the memory.</summary>
    /// <param name="blockLength">Elements of a packed block.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Row(in IntegerBand<TA, TB> band, nint blockLength)
    {
        var (block, step, lanes) = (2 * TSimd.Lanes * TSimd.Step, TSimd.Step, TSimd.Lanes);
        nint depth = (band.Depth + step - 1) / step * step, half = lanes * step;
        int* bias = band.Bias, c = band.C;
        TB* b0 = band.B, b1 = b0 + blockLength, b2 = b1 + blockLength, b3 = b2 + blockLength;
        TVector s0 = TSimd.LoadSum(bias), s1 = TSimd.LoadSum(bias + lanes), s2 = TSimd.LoadSum(bias + 2 * lanes), s3 = TSimd.LoadSum(bias + 3 * lanes), s4 = TSimd.LoadSum(bias + 4 * lanes), s5 = TSimd.LoadSum(bias + 5 * lanes), s6 = TSimd.LoadSum(bias + 6 * lanes), s7 = TSimd.LoadSum(bias + 7 * lanes);
        for (var outer = 0; outer < band.OuterCount; outer++)
        {
            for (var inner = 0; inner < band.InnerCount; inner++)
            {
                var a = band.A + outer * band.OuterPitch + inner * band.InnerPitch;
                for (nint k = 0; k < depth; k += step)
                {
                    var x = TSimd.Broadcast(a + k);
                    s0 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b0), s0);
                    s1 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b0 + half), s1);
                    s2 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b1), s2);
                    s3 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b1 + half), s3);
                    s4 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b2), s4);
                    s5 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b2 + half), s5);
                    s6 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b3), s6);
                    s7 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b3 + half), s7);
                    b0 += block;
                    b1 += block;
                    b2 += block;
                    b3 += block;
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
    }
}
