using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels;

/// <summary>How elements of one type meet, of one or of a vector.</summary>
internal interface IVectorFold<T>
{
    static abstract T Neutral { get; }
    static abstract T Combine(T sum, T x);
    static abstract Vector256<T> Combine(Vector256<T> sums, Vector256<T> x);
}

/// <summary>Sums, maxima and minima in vectors: of float32, and the latter two of 8 bits.</summary>
internal static class VectorFold
{
    /// <summary>False where it is left to the plain loop.</summary>
    public static bool TryRun<T>(WorkerPool workers, ReduceFunction function, ReductionPlan plan, ReadOnlySpan<T> input, Span<T> output, bool startsWithFirst, bool flushes) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(sbyte) && typeof(T) != typeof(byte)) return false;
        switch (function)
        {
            case ReduceFunction.Sum when typeof(T) == typeof(float): plan.FoldBlocks(workers, input, output, new VectorFold<T, VectorSum<T>>(startsWithFirst, flushes)); return true;
            case ReduceFunction.Maximum: plan.FoldBlocks(workers, input, output, new VectorFold<T, VectorMaximum<T>>(startsWithFirst, flushes)); return true;
            case ReduceFunction.Minimum: plan.FoldBlocks(workers, input, output, new VectorFold<T, VectorMinimum<T>>(startsWithFirst, flushes)); return true;
            default: return false;
        }
    }
}

/// <summary>Folds of one type in vectors of channels, or of a row with a result for each lane that meet at the end.</summary>
internal readonly struct VectorFold<T, TFold>(bool startsWithFirst, bool flushes) : IBlockReducer<T, T> where T : unmanaged, INumber<T> where TFold : IVectorFold<T>
{
    public void Row(ReadOnlySpan<T> row, ref T result, bool isFirst)
    {
        var sum = !isFirst ? result : startsWithFirst ? Read(row[0]) : TFold.Neutral;
        var (index, lanes) = (isFirst && startsWithFirst ? 1 : 0, Vector256<T>.Count);
        if (row.Length - index >= lanes)
        {
            // Lanes start from the neutral element, or from a result that may be NaN and then stays it.
            var sums = Vector256.Create(typeof(TFold) == typeof(VectorSum<T>) ? TFold.Neutral : sum);
            ref var from = ref MemoryMarshal.GetReference(row);
            for (; index <= row.Length - lanes; index += lanes) sums = TFold.Combine(sums, Read(Vector256.LoadUnsafe(ref from, (nuint)index)));
            for (var lane = 0; lane < lanes; lane++) sum = TFold.Combine(sum, sums[lane]);
        }
        for (; index < row.Length; index++) sum = TFold.Combine(sum, Read(row[index]));
        result = sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe void Join(ReadOnlySpan<T> rows, Span<T> results, bool isFirst)
    {
        var (channels, lanes, index) = (results.Length, Vector256<T>.Count, 0);
        fixed (T* start = rows, to = results)
        {
            T* end = start + rows.Length, first = isFirst && startsWithFirst ? start + channels : start;
            for (; index <= channels - 4 * lanes; index += 4 * lanes)
            {
                Vector256<T> a = Start(start, to, index, isFirst), b = Start(start, to, index + lanes, isFirst), c = Start(start, to, index + 2 * lanes, isFirst), d = Start(start, to, index + 3 * lanes, isFirst);
                for (var from = first + index; from < end; from += channels)
                {
                    a = TFold.Combine(a, Read(Vector256.Load(from)));
                    b = TFold.Combine(b, Read(Vector256.Load(from + lanes)));
                    c = TFold.Combine(c, Read(Vector256.Load(from + 2 * lanes)));
                    d = TFold.Combine(d, Read(Vector256.Load(from + 3 * lanes)));
                }
                a.Store(to + index);
                b.Store(to + index + lanes);
                c.Store(to + index + 2 * lanes);
                d.Store(to + index + 3 * lanes);
            }
            for (; index <= channels - lanes; index += lanes)
            {
                var sums = Start(start, to, index, isFirst);
                for (var from = first + index; from < end; from += channels) sums = TFold.Combine(sums, Read(Vector256.Load(from)));
                sums.Store(to + index);
            }
            for (; index < channels; index++)
            {
                var sum = !isFirst ? to[index] : startsWithFirst ? Read(start[index]) : TFold.Neutral;
                for (var from = first + index; from < end; from += channels) sum = TFold.Combine(sum, Read(*from));
                to[index] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector256<T> Start(T* rows, T* results, int index, bool isFirst) =>
        !isFirst ? Vector256.Load(results + index) : startsWithFirst ? Read(Vector256.Load(rows + index)) : Vector256.Create(TFold.Neutral);

    private T Read(T x) => flushes ? Denormals.Flush(x) : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<T> Read(Vector256<T> x)
    {
        if (!flushes || typeof(T) != typeof(float)) return x;
        var values = x.AsSingle();
        var isTiny = Vector256.LessThan(Vector256.Abs(values), Vector256.Create(SmallestNormal));
        return Vector256.ConditionalSelect(isTiny, values & Vector256.Create(-0f), values).As<float, T>();
    }

    private const float SmallestNormal = 1.17549435E-38f;
}

internal readonly struct VectorSum<T> : IVectorFold<T> where T : INumber<T>
{
    public static T Neutral => T.Zero;
    public static T Combine(T sum, T x) => sum + x;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<T> Combine(Vector256<T> sums, Vector256<T> x) => sums + x;
}

internal readonly struct VectorMaximum<T> : IVectorFold<T> where T : INumber<T>, IMinMaxValue<T>
{
    public static T Neutral => T.MinValue;
    public static T Combine(T sum, T x) => x > sum ? x : sum;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Combine(Vector256<T> sums, Vector256<T> x) =>
        typeof(T) == typeof(float) ? Vector256.ConditionalSelect(Vector256.GreaterThan(x, sums), x, sums) : Vector256.Max(sums, x);
}

internal readonly struct VectorMinimum<T> : IVectorFold<T> where T : INumber<T>, IMinMaxValue<T>
{
    public static T Neutral => T.MaxValue;
    public static T Combine(T sum, T x) => x < sum ? x : sum;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Combine(Vector256<T> sums, Vector256<T> x) =>
        typeof(T) == typeof(float) ? Vector256.ConditionalSelect(Vector256.LessThan(x, sums), x, sums) : Vector256.Min(sums, x);
}
