// Regular text, one method for each number of rows: only named locals are kept in registers, so a loop over rows cannot serve (facts/fast-kernels-dotnet.md §5).
using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>One to six rows times one packed block of two vectors of columns, all sums in registers.</summary>
internal static unsafe class ProductTiles<TSimd, TVector, TA, TB, TC>
    where TSimd : struct, ISimd<TVector, TA, TB, TC> where TVector : struct where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    public static void Run(in ProductTile<TA, TB, TC> tile, int rows)
    {
        switch (rows)
        {
            case 1: Rows1(tile); break;
            case 2: Rows2(tile); break;
            case 3: Rows3(tile); break;
            case 4: Rows4(tile); break;
            case 5: Rows5(tile); break;
            default: Rows6(tile); break;
        }
    }


    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a1 = a0 + tile.RowStride;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                    x = TSimd.Broadcast(a1);
                    s10 = TSimd.MultiplyAdd(x, w0, s10);
                    s11 = TSimd.MultiplyAdd(x, w1, s11);
                    a1 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s10, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s11, tile.Low, tile.High), c + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows3(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a1 = a0 + tile.RowStride;
                var a2 = a1 + tile.RowStride;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                    x = TSimd.Broadcast(a1);
                    s10 = TSimd.MultiplyAdd(x, w0, s10);
                    s11 = TSimd.MultiplyAdd(x, w1, s11);
                    a1 += step;
                    x = TSimd.Broadcast(a2);
                    s20 = TSimd.MultiplyAdd(x, w0, s20);
                    s21 = TSimd.MultiplyAdd(x, w1, s21);
                    a2 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s10, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s11, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s20, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s21, tile.Low, tile.High), c + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a1 = a0 + tile.RowStride;
                var a2 = a1 + tile.RowStride;
                var a3 = a2 + tile.RowStride;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                    x = TSimd.Broadcast(a1);
                    s10 = TSimd.MultiplyAdd(x, w0, s10);
                    s11 = TSimd.MultiplyAdd(x, w1, s11);
                    a1 += step;
                    x = TSimd.Broadcast(a2);
                    s20 = TSimd.MultiplyAdd(x, w0, s20);
                    s21 = TSimd.MultiplyAdd(x, w1, s21);
                    a2 += step;
                    x = TSimd.Broadcast(a3);
                    s30 = TSimd.MultiplyAdd(x, w0, s30);
                    s31 = TSimd.MultiplyAdd(x, w1, s31);
                    a3 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s10, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s11, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s20, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s21, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s30, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s31, tile.Low, tile.High), c + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows5(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1, s40 = bias0, s41 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a1 = a0 + tile.RowStride;
                var a2 = a1 + tile.RowStride;
                var a3 = a2 + tile.RowStride;
                var a4 = a3 + tile.RowStride;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                    x = TSimd.Broadcast(a1);
                    s10 = TSimd.MultiplyAdd(x, w0, s10);
                    s11 = TSimd.MultiplyAdd(x, w1, s11);
                    a1 += step;
                    x = TSimd.Broadcast(a2);
                    s20 = TSimd.MultiplyAdd(x, w0, s20);
                    s21 = TSimd.MultiplyAdd(x, w1, s21);
                    a2 += step;
                    x = TSimd.Broadcast(a3);
                    s30 = TSimd.MultiplyAdd(x, w0, s30);
                    s31 = TSimd.MultiplyAdd(x, w1, s31);
                    a3 += step;
                    x = TSimd.Broadcast(a4);
                    s40 = TSimd.MultiplyAdd(x, w0, s40);
                    s41 = TSimd.MultiplyAdd(x, w1, s41);
                    a4 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s10, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s11, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s20, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s21, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s30, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s31, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s40, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s41, tile.Low, tile.High), c + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6(in ProductTile<TA, TB, TC> tile)
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = TSimd.LoadSum(tile.Bias + lanes);
        TVector s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1, s40 = bias0, s41 = bias1, s50 = bias0, s51 = bias1;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a1 = a0 + tile.RowStride;
                var a2 = a1 + tile.RowStride;
                var a3 = a2 + tile.RowStride;
                var a4 = a3 + tile.RowStride;
                var a5 = a4 + tile.RowStride;
                for (var k = 0; k < steps; k++)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = TSimd.LoadWeights(b + lanes * step);
                    b += 2 * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    s00 = TSimd.MultiplyAdd(x, w0, s00);
                    s01 = TSimd.MultiplyAdd(x, w1, s01);
                    a0 += step;
                    x = TSimd.Broadcast(a1);
                    s10 = TSimd.MultiplyAdd(x, w0, s10);
                    s11 = TSimd.MultiplyAdd(x, w1, s11);
                    a1 += step;
                    x = TSimd.Broadcast(a2);
                    s20 = TSimd.MultiplyAdd(x, w0, s20);
                    s21 = TSimd.MultiplyAdd(x, w1, s21);
                    a2 += step;
                    x = TSimd.Broadcast(a3);
                    s30 = TSimd.MultiplyAdd(x, w0, s30);
                    s31 = TSimd.MultiplyAdd(x, w1, s31);
                    a3 += step;
                    x = TSimd.Broadcast(a4);
                    s40 = TSimd.MultiplyAdd(x, w0, s40);
                    s41 = TSimd.MultiplyAdd(x, w1, s41);
                    a4 += step;
                    x = TSimd.Broadcast(a5);
                    s50 = TSimd.MultiplyAdd(x, w0, s50);
                    s51 = TSimd.MultiplyAdd(x, w1, s51);
                    a5 += step;
                }
            }
        }
        var c = tile.C;
        TSimd.StoreSum(TSimd.Clamp(s00, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s01, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s10, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s11, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s20, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s21, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s30, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s31, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s40, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s41, tile.Low, tile.High), c + lanes);
        c += tile.CStride;
        TSimd.StoreSum(TSimd.Clamp(s50, tile.Low, tile.High), c);
        TSimd.StoreSum(TSimd.Clamp(s51, tile.Low, tile.High), c + lanes);
    }
}
