using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of <see cref="DepthwiseTile"/> in vectors of one width, four outputs at once, of which the last four stand at the end of the line; three taps (3 × 3 in bytes) keep
/// their weights in registers.</summary>
internal static unsafe class DepthwiseTiles<TSimd, TVector, TA, TB>
    where TSimd : struct, IIntegerSimd<TVector, TA, TB> where TVector : struct where TA : unmanaged where TB : unmanaged
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(in DepthwiseTile tile)
    {
        for (var lane = 0; lane < DepthwiseTile.Lanes; lane += TSimd.Lanes)
            if (tile.Taps == 3) Threes(tile, lane);
            else if (tile.Pixels < 4) Ones(tile, lane);
            else Fours(tile, lane);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Threes(in DepthwiseTile tile, int lane)
    {
        nint step = tile.Step, step3 = 3 * step, tap0 = tile.Offsets[0], tap1 = tile.Offsets[1], tap2 = tile.Offsets[2];
        TVector w0 = Load(tile.Weights + lane), w1 = Load(tile.Weights + DepthwiseTile.Lanes + lane), w2 = Load(tile.Weights + 2 * DepthwiseTile.Lanes + lane);
        var bias = TSimd.LoadSum(tile.Bias + lane);
        int* start = tile.Input + lane, sums = tile.Sums + lane;
        for (var line = 0; line < tile.Lines; line++, start += tile.LineStep, sums += tile.SumLineStep)
        {
            for (var pixel = 0; pixel < tile.Pixels && tile.Pixels < 4; pixel++)
            {
                var a = start + pixel * step;
                var sum = TSimd.MultiplyAdd(Load(a + tap0), w0, bias);
                sum = TSimd.MultiplyAdd(Load(a + tap1), w1, sum);
                TSimd.StoreSum(TSimd.MultiplyAdd(Load(a + tap2), w2, sum), sums + pixel * tile.SumStep);
            }
            for (var pixel = 0; tile.Pixels >= 4; pixel = Math.Min(pixel + 4, tile.Pixels - 4))
            {
                TVector s0 = bias, s1 = bias, s2 = bias, s3 = bias;
                var a = start + pixel * step;
                Add(ref s0, ref s1, ref s2, ref s3, a + tap0, step, step3, w0);
                Add(ref s0, ref s1, ref s2, ref s3, a + tap1, step, step3, w1);
                Add(ref s0, ref s1, ref s2, ref s3, a + tap2, step, step3, w2);
                Store(s0, s1, s2, s3, sums + pixel * tile.SumStep, tile.SumStep);
                if (pixel == tile.Pixels - 4) break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fours(in DepthwiseTile tile, int lane)
    {
        nint step = tile.Step, step3 = 3 * step;
        var bias = TSimd.LoadSum(tile.Bias + lane);
        int* start = tile.Input + lane, sums = tile.Sums + lane;
        for (var line = 0; line < tile.Lines; line++, start += tile.LineStep, sums += tile.SumLineStep)
            for (var pixel = 0; ; pixel = Math.Min(pixel + 4, tile.Pixels - 4))
            {
                TVector s0 = bias, s1 = bias, s2 = bias, s3 = bias;
                int* a = start + pixel * step, w = tile.Weights + lane;
                for (var tap = 0; tap < tile.Taps; tap++, w += DepthwiseTile.Lanes) Add(ref s0, ref s1, ref s2, ref s3, a + tile.Offsets[tap], step, step3, Load(w));
                Store(s0, s1, s2, s3, sums + pixel * tile.SumStep, tile.SumStep);
                if (pixel == tile.Pixels - 4) break;
            }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Ones(in DepthwiseTile tile, int lane)
    {
        var bias = TSimd.LoadSum(tile.Bias + lane);
        for (var line = 0; line < tile.Lines; line++)
            for (var pixel = 0; pixel < tile.Pixels; pixel++)
            {
                var sum = bias;
                int* a = tile.Input + line * tile.LineStep + pixel * tile.Step + lane, w = tile.Weights + lane;
                for (var tap = 0; tap < tile.Taps; tap++, w += DepthwiseTile.Lanes) sum = TSimd.MultiplyAdd(Load(a + tile.Offsets[tap]), Load(w), sum);
                TSimd.StoreSum(sum, tile.Sums + line * tile.SumLineStep + pixel * tile.SumStep + lane);
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
    private static void Store(TVector s0, TVector s1, TVector s2, TVector s3, int* sums, nint step)
    {
        TSimd.StoreSum(s0, sums);
        TSimd.StoreSum(s1, sums + step);
        TSimd.StoreSum(s2, sums + 2 * step);
        TSimd.StoreSum(s3, sums + 3 * step);
    }
}
