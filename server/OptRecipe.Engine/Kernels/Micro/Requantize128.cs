using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Rows of sixteen channels in vectors of 128 bits, four at a time: the steps of <see cref="Requantize256"/> for any processor.</summary>
internal static unsafe class Requantize128
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Shifted(RequantizerGroup* group, int first, int* sums, int count, byte* output, RequantizedRows rows, NarrowBounds bounds, int zeroPoint, bool shiftsLeft)
    {
        var (low, high, flip) = (bounds.Lows, bounds.Highs, bounds.Flip);
        for (var lane = first; lane < first + count; lane += 4)
        {
            var (m, left, right) = (Vector128.Load(group->Multipliers + lane), Vector128.Load(group->Lefts + lane), Vector128.Load(group->Rights + lane));
            Vector128<long> evenHalf = Vector128.Load(group->Halves + lane / 2), oddHalf = Vector128.Load(group->Halves + 8 + lane / 2);
            Vector128<int> correction = Vector128.Load(group->Corrections + lane), last = Vector128.Load(group->Lasts + lane);
            var from = sums + lane - first;
            var to = output + lane - first;
            var part = Math.Min(4, first + count - lane);
            for (var row = 0; row < rows.Count; row++)
            {
                var x = Vector128.Load(from);
                if (shiftsLeft) x = ShiftLeft(x, left);
                var even = Vector128.ShiftRightLogical(EvenProducts(x, m) + evenHalf, 31).AsInt32();
                var odd = OddProducts(x, m) + oddHalf;
                var h = Vector128.ConditionalSelect(Vector128.Create(-1, 0, -1, 0), even, (odd + odd).AsInt32()) + (Vector128.ShiftRightArithmetic(x, 31) & correction);
                var q = ShiftRight(ShiftRight(h, right) + last, last) + Vector128.Create(zeroPoint);
                var words = Vector128.NarrowWithSaturation(q, q);
                NarrowBounds.Store(Vector128.Min(Vector128.Max(Vector128.NarrowWithSaturation(words, words), low), high) ^ flip, to, part);
                from += rows.AccumulatorStride;
                to += rows.OutputStride;
            }
        }
    }

    /// <summary>Times a factor in double, halves away from zero. What leaves 32 bits becomes the smallest number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Real(RequantizerGroup* group, int first, int* sums, int count, byte* output, RequantizedRows rows, int zeroPoint, int min, int max)
    {
        var (lows, highs) = (Vector128.Create(min), Vector128.Create(max));
        for (var lane = first; lane < first + count; lane += 4)
        {
            Vector128<double> lowFactors = Vector128.Load(group->Factors + lane), highFactors = Vector128.Load(group->Factors + lane + 2);
            var from = sums + lane - first;
            var to = output + lane - first;
            var part = Math.Min(4, first + count - lane);
            for (var row = 0; row < rows.Count; row++)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(from));
                var q = Vector128.Narrow(Whole(Vector128.ConvertToDouble(low) * lowFactors), Whole(Vector128.ConvertToDouble(high) * highFactors)) + Vector128.Create(zeroPoint);
                q = Vector128.Min(Vector128.Max(q, lows), highs);
                NarrowBounds.Store(Bytes(Vector128.NarrowWithSaturation(q, q)), to, part);
                from += rows.AccumulatorStride;
                to += rows.OutputStride;
            }
        }
    }

    /// <summary>The lower bytes of eight words, twice: for words of either range of 8 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Bytes(Vector128<short> words) => Vector128.Narrow(words, words);

    private static Vector128<long> Whole(Vector128<double> values)
    {
        var away = values + ((values & Vector128.Create(-0.0)) | Vector128.Create(0.49999999999999994));
        var isInside = Vector128.GreaterThan(away, Vector128.Create(int.MinValue - 1.0)) & Vector128.LessThan(away, Vector128.Create(int.MaxValue + 1.0));
        return Vector128.ConditionalSelect(isInside.AsInt64(), Vector128.ConvertToInt64(Vector128.ConditionalSelect(isInside, away, Vector128<double>.Zero)), Vector128.Create((long)int.MinValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> EvenProducts(Vector128<int> x, Vector128<int> m)
    {
        if (Sse41.IsSupported) return Sse41.Multiply(x, m);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.MultiplyWideningLower(AdvSimd.Arm64.UnzipEven(x, x).GetLower(), AdvSimd.Arm64.UnzipEven(m, m).GetLower());
        return Vector128.Create((long)x[0] * m[0], (long)x[2] * m[2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> OddProducts(Vector128<int> x, Vector128<int> m)
    {
        if (Sse41.IsSupported) return Sse41.Multiply(Sse2.Shuffle(x, 0b11_11_01_01), Sse2.Shuffle(m, 0b11_11_01_01));
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.MultiplyWideningLower(AdvSimd.Arm64.UnzipOdd(x, x).GetLower(), AdvSimd.Arm64.UnzipOdd(m, m).GetLower());
        return Vector128.Create((long)x[1] * m[1], (long)x[3] * m[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> ShiftRight(Vector128<int> values, Vector128<int> counts)
    {
        if (Avx2.IsSupported) return Avx2.ShiftRightArithmeticVariable(values, counts.AsUInt32());
        if (AdvSimd.IsSupported) return AdvSimd.ShiftArithmetic(values, -counts);
        return Vector128.Create(values[0] >> counts[0], values[1] >> counts[1], values[2] >> counts[2], values[3] >> counts[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> ShiftLeft(Vector128<int> values, Vector128<int> counts)
    {
        if (Avx2.IsSupported) return Avx2.ShiftLeftLogicalVariable(values, counts.AsUInt32());
        if (AdvSimd.IsSupported) return AdvSimd.ShiftLogical(values, counts);
        return Vector128.Create(values[0] << counts[0], values[1] << counts[1], values[2] << counts[2], values[3] << counts[3]);
    }
}
