using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of <see cref="DepthwiseTile"/> in vectors of one width, four outputs at once; three taps (3 × 3 in bytes) keep their weights in registers.</summary>
internal static unsafe class DepthwiseTiles<TSimd, TVector, TA, TB>
    where TSimd : struct, ISimd<TVector, TA, TB, int> where TVector : struct where TA : unmanaged where TB : unmanaged
{
    public static void Run(in DepthwiseTile tile)
    {
        for (var lane = 0; lane < DepthwiseTile.Lanes; lane += TSimd.Lanes)
        {
            var done = tile.Taps == 3 ? Three(tile, lane) : 0;
            if (done < tile.Pixels) Any(tile, lane, done);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Three(in DepthwiseTile tile, int lane)
    {
        nint step = tile.Step, step3 = 3 * step, tap0 = tile.Offsets[0], tap1 = tile.Offsets[1], tap2 = tile.Offsets[2];
        TVector w0 = Load(tile.Weights + lane), w1 = Load(tile.Weights + DepthwiseTile.Lanes + lane), w2 = Load(tile.Weights + 2 * DepthwiseTile.Lanes + lane);
        var bias = TSimd.LoadSum(tile.Bias + lane);
        int* a = tile.Input + lane, sums = tile.Sums + lane;
        var pixel = 0;
        for (; pixel <= tile.Pixels - 4; pixel += 4, a += 4 * step, sums += 4 * DepthwiseTile.Lanes)
        {
            TVector s0 = bias, s1 = bias, s2 = bias, s3 = bias;
            Add(ref s0, ref s1, ref s2, ref s3, a + tap0, step, step3, w0);
            Add(ref s0, ref s1, ref s2, ref s3, a + tap1, step, step3, w1);
            Add(ref s0, ref s1, ref s2, ref s3, a + tap2, step, step3, w2);
            Store(s0, s1, s2, s3, sums);
        }
        return pixel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Any(in DepthwiseTile tile, int lane, int pixel)
    {
        nint step = tile.Step, step3 = 3 * step;
        var bias = TSimd.LoadSum(tile.Bias + lane);
        int* a = tile.Input + pixel * step + lane, sums = tile.Sums + pixel * DepthwiseTile.Lanes + lane;
        for (; pixel <= tile.Pixels - 4; pixel += 4, a += 4 * step, sums += 4 * DepthwiseTile.Lanes)
        {
            TVector s0 = bias, s1 = bias, s2 = bias, s3 = bias;
            var w = tile.Weights + lane;
            for (var tap = 0; tap < tile.Taps; tap++, w += DepthwiseTile.Lanes) Add(ref s0, ref s1, ref s2, ref s3, a + tile.Offsets[tap], step, step3, Load(w));
            Store(s0, s1, s2, s3, sums);
        }
        for (; pixel < tile.Pixels; pixel++, a += step, sums += DepthwiseTile.Lanes)
        {
            var sum = bias;
            var w = tile.Weights + lane;
            for (var tap = 0; tap < tile.Taps; tap++, w += DepthwiseTile.Lanes) sum = TSimd.MultiplyAdd(Load(a + tile.Offsets[tap]), Load(w), sum);
            TSimd.StoreSum(sum, sums, TSimd.Lanes);
        }
    }

    // The lanes of inputs are read as those of weights are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(int* from) => TSimd.LoadWeights((TB*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TVector s0, ref TVector s1, ref TVector s2, ref TVector s3, int* p, nint step, nint step3, TVector w)
    {
        s0 = TSimd.MultiplyAdd(Load(p), w, s0);
        s1 = TSimd.MultiplyAdd(Load(p + step), w, s1);
        s2 = TSimd.MultiplyAdd(Load(p + 2 * step), w, s2);
        s3 = TSimd.MultiplyAdd(Load(p + step3), w, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector s0, TVector s1, TVector s2, TVector s3, int* sums)
    {
        TSimd.StoreSum(s0, sums, TSimd.Lanes);
        TSimd.StoreSum(s1, sums + DepthwiseTile.Lanes, TSimd.Lanes);
        TSimd.StoreSum(s2, sums + 2 * DepthwiseTile.Lanes, TSimd.Lanes);
        TSimd.StoreSum(s3, sums + 3 * DepthwiseTile.Lanes, TSimd.Lanes);
    }
}
