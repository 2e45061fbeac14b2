// Regular text, every accumulator a named local: only those are kept in registers, so a loop over rows cannot serve (facts/fast-kernels-dotnet.md §5). A tile's numbers of
// rows and vectors are the sizes of types, so that the compiler leaves out what a tile has not.
using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A few rows times one packed block of one or two vectors of columns, all sums in registers.</summary>
internal static unsafe class ProductTiles<TSimd, TVector, TA, TB, TC>
    where TSimd : struct, ISimd<TVector, TA, TB, TC> where TVector : struct where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    /// <summary>Rows that <see cref="Run"/> takes at most: as many as the registers hold.</summary>
    public static int MaxRows(int vectors) => vectors == 1 ? Math.Min(16, 2 * TSimd.MaxRows) : TSimd.MaxRows;

    public static void Run(in ProductTile<TA, TB, TC> tile, int rows)
    {
        if (tile.Vectors == 1) RunOne(tile, rows);
        else RunTwo(tile, rows);
    }

    private static void RunOne(in ProductTile<TA, TB, TC> tile, int rows)
    {
        switch (rows)
        {
            case 1 when tile.IsOnlyRow || typeof(TC) != typeof(float): Row<Count1>(tile); break;
            case 1: Tile<Count1, Count1>(tile); break;
            case 2: Tile<Count2, Count1>(tile); break;
            case 3: Tile<Count3, Count1>(tile); break;
            case 4: Tile<Count4, Count1>(tile); break;
            case 5: Tile<Count5, Count1>(tile); break;
            case 6: Tile<Count6, Count1>(tile); break;
            case 7: Tile<Count7, Count1>(tile); break;
            case 8: Tile<Count8, Count1>(tile); break;
            case 9: Tile<Count9, Count1>(tile); break;
            case 10: Tile<Count10, Count1>(tile); break;
            case 11: Tile<Count11, Count1>(tile); break;
            case 12: Tile<Count12, Count1>(tile); break;
            case 13: Tile<Count13, Count1>(tile); break;
            case 14: Tile<Count14, Count1>(tile); break;
            case 15: Tile<Count15, Count1>(tile); break;
            default: Tile<Count16, Count1>(tile); break;
        }
    }

    private static void RunTwo(in ProductTile<TA, TB, TC> tile, int rows)
    {
        switch (rows)
        {
            case 1 when tile.IsOnlyRow || typeof(TC) != typeof(float): Row<Count2>(tile); break;
            case 1: Tile<Count1, Count2>(tile); break;
            case 2: Tile<Count2, Count2>(tile); break;
            case 3: Tile<Count3, Count2>(tile); break;
            case 4: Tile<Count4, Count2>(tile); break;
            case 5: Tile<Count5, Count2>(tile); break;
            case 6: Tile<Count6, Count2>(tile); break;
            case 7: Tile<Count7, Count2>(tile); break;
            default: Tile<Count8, Count2>(tile); break;
        }
    }

    /// <summary>One row: four steps of the depth at once, so that there are enough sums to hide the time that one takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Row<TVectors>(in ProductTile<TA, TB, TC> tile) where TVectors : unmanaged
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        nint vector = lanes * step, next = sizeof(TVectors) * vector;
        TVector s00 = TSimd.LoadSum(tile.Bias), s01 = sizeof(TVectors) > 1 ? TSimd.LoadSum(tile.Bias + lanes) : default;
        TVector s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        var b = tile.B;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                var a = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var k = steps;
                for (; k >= 4; k -= 4)
                {
                    var x = TSimd.Broadcast(a + 0 * step);
                    s00 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 0 * next), s00);
                    if (sizeof(TVectors) > 1) s01 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 0 * next + vector), s01);
                    x = TSimd.Broadcast(a + 1 * step);
                    s10 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 1 * next), s10);
                    if (sizeof(TVectors) > 1) s11 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 1 * next + vector), s11);
                    x = TSimd.Broadcast(a + 2 * step);
                    s20 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 2 * next), s20);
                    if (sizeof(TVectors) > 1) s21 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 2 * next + vector), s21);
                    x = TSimd.Broadcast(a + 3 * step);
                    s30 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 3 * next), s30);
                    if (sizeof(TVectors) > 1) s31 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + 3 * next + vector), s31);
                    a += 4 * step;
                    b += 4 * next;
                }
                for (; k > 0; k--)
                {
                    var x = TSimd.Broadcast(a);
                    s00 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b), s00);
                    if (sizeof(TVectors) > 1) s01 = TSimd.MultiplyAdd(x, TSimd.LoadWeights(b + vector), s01);
                    a += step;
                    b += next;
                }
            }
            b += tile.OuterSkip;
        }
        TVector sum0 = TSimd.Add(TSimd.Add(s00, s10), TSimd.Add(s20, s30)), sum1 = TSimd.Add(TSimd.Add(s01, s11), TSimd.Add(s21, s31));
        Store<TVectors>(tile.C, tile.Columns, sum0, sum1, TSimd.Create(tile.Low), TSimd.Create(tile.High));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tile<TRows, TVectors>(in ProductTile<TA, TB, TC> tile) where TRows : unmanaged where TVectors : unmanaged
    {
        var (lanes, steps, step) = (TSimd.Lanes, (tile.Depth + TSimd.Step - 1) / TSimd.Step, TSimd.Step);
        TVector bias0 = TSimd.LoadSum(tile.Bias), bias1 = sizeof(TVectors) > 1 ? TSimd.LoadSum(tile.Bias + lanes) : default;
        TVector u0 = bias0, u1 = bias0, u2 = bias0, u3 = bias0, u4 = bias0, u5 = bias0, u6 = bias0, u7 = bias0, u8 = bias0, u9 = bias0, u10 = bias0, u11 = bias0, u12 = bias0, u13 = bias0, u14 = bias0, u15 = bias0;
        TVector v0 = bias1, v1 = bias1, v2 = bias1, v3 = bias1, v4 = bias1, v5 = bias1, v6 = bias1, v7 = bias1;
        var b = tile.B;
        var stride = tile.RowStride;
        for (var outer = 0; outer < tile.OuterCount; outer++)
        {
            for (var inner = 0; inner < tile.InnerCount; inner++)
            {
                // A pointer to every third row: the others are one and two strides away.
                var a0 = tile.A + outer * tile.OuterPitch + inner * tile.InnerPitch;
                var a3 = a0 + 3 * stride;
                var a6 = a3 + 3 * stride;
                var a9 = a6 + 3 * stride;
                var a12 = a9 + 3 * stride;
                var a15 = a12 + 3 * stride;
                for (var k = steps; k > 0; k--)
                {
                    TVector w0 = TSimd.LoadWeights(b), w1 = sizeof(TVectors) > 1 ? TSimd.LoadWeights(b + lanes * step) : default;
                    b += sizeof(TVectors) * lanes * step;
                    var x = TSimd.Broadcast(a0);
                    u0 = TSimd.MultiplyAdd(x, w0, u0);
                    if (sizeof(TVectors) > 1) v0 = TSimd.MultiplyAdd(x, w1, v0);
                    if (sizeof(TRows) > 1)
                    {
                        x = TSimd.Broadcast(a0 + stride);
                        u1 = TSimd.MultiplyAdd(x, w0, u1);
                        if (sizeof(TVectors) > 1) v1 = TSimd.MultiplyAdd(x, w1, v1);
                    }
                    if (sizeof(TRows) > 2)
                    {
                        x = TSimd.Broadcast(a0 + 2 * stride);
                        u2 = TSimd.MultiplyAdd(x, w0, u2);
                        if (sizeof(TVectors) > 1) v2 = TSimd.MultiplyAdd(x, w1, v2);
                    }
                    if (sizeof(TRows) > 3)
                    {
                        x = TSimd.Broadcast(a3);
                        u3 = TSimd.MultiplyAdd(x, w0, u3);
                        if (sizeof(TVectors) > 1) v3 = TSimd.MultiplyAdd(x, w1, v3);
                    }
                    if (sizeof(TRows) > 4)
                    {
                        x = TSimd.Broadcast(a3 + stride);
                        u4 = TSimd.MultiplyAdd(x, w0, u4);
                        if (sizeof(TVectors) > 1) v4 = TSimd.MultiplyAdd(x, w1, v4);
                    }
                    if (sizeof(TRows) > 5)
                    {
                        x = TSimd.Broadcast(a3 + 2 * stride);
                        u5 = TSimd.MultiplyAdd(x, w0, u5);
                        if (sizeof(TVectors) > 1) v5 = TSimd.MultiplyAdd(x, w1, v5);
                    }
                    if (sizeof(TRows) > 6)
                    {
                        x = TSimd.Broadcast(a6);
                        u6 = TSimd.MultiplyAdd(x, w0, u6);
                        if (sizeof(TVectors) > 1) v6 = TSimd.MultiplyAdd(x, w1, v6);
                    }
                    if (sizeof(TRows) > 7)
                    {
                        x = TSimd.Broadcast(a6 + stride);
                        u7 = TSimd.MultiplyAdd(x, w0, u7);
                        if (sizeof(TVectors) > 1) v7 = TSimd.MultiplyAdd(x, w1, v7);
                    }
                    if (sizeof(TRows) > 8)
                    {
                        x = TSimd.Broadcast(a6 + 2 * stride);
                        u8 = TSimd.MultiplyAdd(x, w0, u8);
                    }
                    if (sizeof(TRows) > 9)
                    {
                        x = TSimd.Broadcast(a9);
                        u9 = TSimd.MultiplyAdd(x, w0, u9);
                    }
                    if (sizeof(TRows) > 10)
                    {
                        x = TSimd.Broadcast(a9 + stride);
                        u10 = TSimd.MultiplyAdd(x, w0, u10);
                    }
                    if (sizeof(TRows) > 11)
                    {
                        x = TSimd.Broadcast(a9 + 2 * stride);
                        u11 = TSimd.MultiplyAdd(x, w0, u11);
                    }
                    if (sizeof(TRows) > 12)
                    {
                        x = TSimd.Broadcast(a12);
                        u12 = TSimd.MultiplyAdd(x, w0, u12);
                    }
                    if (sizeof(TRows) > 13)
                    {
                        x = TSimd.Broadcast(a12 + stride);
                        u13 = TSimd.MultiplyAdd(x, w0, u13);
                    }
                    if (sizeof(TRows) > 14)
                    {
                        x = TSimd.Broadcast(a12 + 2 * stride);
                        u14 = TSimd.MultiplyAdd(x, w0, u14);
                    }
                    if (sizeof(TRows) > 15)
                    {
                        x = TSimd.Broadcast(a15);
                        u15 = TSimd.MultiplyAdd(x, w0, u15);
                    }
                    a0 += step;
                    a3 += step;
                    a6 += step;
                    a9 += step;
                    a12 += step;
                    a15 += step;
                }
            }
            b += tile.OuterSkip;
        }
        TVector low = TSimd.Create(tile.Low), high = TSimd.Create(tile.High);
        var c = tile.C;
        var (pitch, columns) = (tile.CStride, tile.Columns);
        Store<TVectors>(c, columns, u0, v0, low, high);
        if (sizeof(TRows) > 1) Store<TVectors>(c + 1 * pitch, columns, u1, v1, low, high);
        if (sizeof(TRows) > 2) Store<TVectors>(c + 2 * pitch, columns, u2, v2, low, high);
        if (sizeof(TRows) > 3) Store<TVectors>(c + 3 * pitch, columns, u3, v3, low, high);
        if (sizeof(TRows) > 4) Store<TVectors>(c + 4 * pitch, columns, u4, v4, low, high);
        if (sizeof(TRows) > 5) Store<TVectors>(c + 5 * pitch, columns, u5, v5, low, high);
        if (sizeof(TRows) > 6) Store<TVectors>(c + 6 * pitch, columns, u6, v6, low, high);
        if (sizeof(TRows) > 7) Store<TVectors>(c + 7 * pitch, columns, u7, v7, low, high);
        if (sizeof(TRows) > 8) Store<TVectors>(c + 8 * pitch, columns, u8, default, low, high);
        if (sizeof(TRows) > 9) Store<TVectors>(c + 9 * pitch, columns, u9, default, low, high);
        if (sizeof(TRows) > 10) Store<TVectors>(c + 10 * pitch, columns, u10, default, low, high);
        if (sizeof(TRows) > 11) Store<TVectors>(c + 11 * pitch, columns, u11, default, low, high);
        if (sizeof(TRows) > 12) Store<TVectors>(c + 12 * pitch, columns, u12, default, low, high);
        if (sizeof(TRows) > 13) Store<TVectors>(c + 13 * pitch, columns, u13, default, low, high);
        if (sizeof(TRows) > 14) Store<TVectors>(c + 14 * pitch, columns, u14, default, low, high);
        if (sizeof(TRows) > 15) Store<TVectors>(c + 15 * pitch, columns, u15, default, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(TC* c, int columns, TVector sum0, TVector sum1, TVector low, TVector high) where TVectors : unmanaged
    {
        TSimd.StoreColumns(TSimd.Bound(sum0, low, high), c, columns);
        if (sizeof(TVectors) > 1) TSimd.StoreColumns(TSimd.Bound(sum1, low, high), c + TSimd.Lanes, columns - TSimd.Lanes);
    }
}
