using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Rows of sixteen channels in AVX2, eight at a time. It has no arithmetic shift of 64 bits: products are shifted by 31, the halves put together,
/// and rounded on in 32 bits: ⌊(h + 2^(e−1)) / 2^e⌋ = ⌊(⌊h / 2^(e−1)⌋ + 1) / 2⌋, which no h leaves.</summary>
internal static unsafe class Requantize256
{
    /// <param name="first">The first of <paramref name="count"/> channels in the group.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Shifted(RequantizerGroup* group, int first, int* sums, int count, byte* output, RequantizedRows rows, NarrowBounds bounds, int zeroPoint, bool shiftsLeft)
    {
        var (low, high, flip) = (bounds.Lows, bounds.Highs, bounds.Flip);
        for (var lane = first; lane < first + count; lane += 8)
        {
            var m = Vector256.Load(group->Multipliers + lane);
            var oddM = Vector256.ShiftRightLogical(m.AsInt64(), 32).AsInt32();
            Vector256<long> evenHalf = Vector256.Load(group->Halves + lane / 2), oddHalf = Vector256.Load(group->Halves + 8 + lane / 2);
            Vector256<uint> left = Vector256.Load(group->Lefts + lane).AsUInt32(), right = Vector256.Load(group->Rights + lane).AsUInt32();
            Vector256<int> correction = Vector256.Load(group->Corrections + lane), last = Vector256.Load(group->Lasts + lane);
            var from = sums + lane - first;
            var to = output + lane - first;
            var part = Math.Min(8, first + count - lane);
            for (var row = 0; row < rows.Count; row++)
            {
                var x = Vector256.Load(from);
                if (shiftsLeft) x = Avx2.ShiftLeftLogicalVariable(x, left);
                var even = Vector256.ShiftRightLogical(Avx2.Multiply(x, m) + evenHalf, 31).AsInt32();
                var odd = Avx2.Multiply(Avx2.Shuffle(x, 0b11_11_01_01), oddM) + oddHalf;
                var h = Avx2.Blend(even, (odd + odd).AsInt32(), 0b10101010) + (Vector256.ShiftRightArithmetic(x, 31) & correction);
                var q = Avx2.ShiftRightArithmeticVariable(Avx2.ShiftRightArithmeticVariable(h, right) + last, last.AsUInt32()) + Vector256.Create(zeroPoint);
                var words = Sse2.PackSignedSaturate(q.GetLower(), q.GetUpper());
                NarrowBounds.Store(Sse41.Min(Sse41.Max(Sse2.PackSignedSaturate(words, words), low), high) ^ flip, to, part);
                from += rows.AccumulatorStride;
                to += rows.OutputStride;
            }
        }
    }

    /// <summary>As in AVX-512.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Real(RequantizerGroup* group, int first, int* sums, int count, byte* output, RequantizedRows rows, int zeroPoint, int min, int max)
    {
        for (var lane = first; lane < first + count; lane += 8)
        {
            Vector256<double> lowFactors = Vector256.Load(group->Factors + lane), highFactors = Vector256.Load(group->Factors + lane + 4);
            var from = sums + lane - first;
            var to = output + lane - first;
            var part = Math.Min(8, first + count - lane);
            for (var row = 0; row < rows.Count; row++)
            {
                var low = Avx.ConvertToVector128Int32WithTruncation(Away(Avx.ConvertToVector256Double(Vector128.Load(from)) * lowFactors)) + Vector128.Create(zeroPoint);
                var high = Avx.ConvertToVector128Int32WithTruncation(Away(Avx.ConvertToVector256Double(Vector128.Load(from + 4)) * highFactors)) + Vector128.Create(zeroPoint);
                low = Sse41.Min(Sse41.Max(low, Vector128.Create(min)), Vector128.Create(max));
                high = Sse41.Min(Sse41.Max(high, Vector128.Create(min)), Vector128.Create(max));
                NarrowBounds.Store(Requantize128.Bytes(Sse2.PackSignedSaturate(low, high)), to, part);
                from += rows.AccumulatorStride;
                to += rows.OutputStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Away(Vector256<double> values) => values + ((values & Vector256.Create(-0.0)) | Vector256.Create(0.49999999999999994));
}
