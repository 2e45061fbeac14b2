using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Rows of sixteen channels in AVX-512, the channels' constants in registers.</summary>
internal static unsafe class Requantize512
{
    /// <summary>Sum and shift in 64 bits. Odd channels are shifted so that their result stands in the upper half, where it belongs.</summary>
    /// <param name="zeroPoint">Added after the shift; 0 where the sum has it already.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merged(RequantizerGroup* group, int* sums, int count, byte* output, RequantizedRows rows, NarrowBounds bounds, int zeroPoint, bool isDouble)
    {
        var m = Vector512.Load(group->Multipliers);
        var oddM = Vector512.ShiftRightLogical(m.AsInt64(), 32).AsInt32();
        Vector512<long> evenAddend = Vector512.Load(group->Addends), oddAddend = Vector512.Load(group->Addends + 8);
        Vector512<ulong> evenShift = Vector512.Load(group->Shifts).AsUInt64(), oddShift = Vector512.Load(group->Shifts + 8).AsUInt64();
        var odds = Vector512.Create(unchecked((long)0xFFFFFFFF00000000)).AsInt32();
        var (isWhole, low, high, flip) = (bounds.AreWhole, bounds.Lows, bounds.Highs, bounds.Flip);
        for (var row = 0; row < rows.Count; row++)
        {
            var x = Vector512.Load(sums);
            Vector512<long> even = Avx512F.Multiply(x, m), odd = Avx512F.Multiply(Avx512F.Shuffle(x, 0b11_11_01_01), oddM);
            Vector512<long> evenSum = even + evenAddend, oddSum = odd + oddAddend;
            if (isDouble)
            {
                evenSum = Vector512.ConditionalSelect(Vector512.LessThan(even, Vector512<long>.Zero), evenSum - Vector512.Create(1L << 31), evenSum);
                oddSum = Vector512.ConditionalSelect(Vector512.LessThan(odd, Vector512<long>.Zero), oddSum - Vector512.Create(1L << 31), oddSum);
            }
            evenSum = Avx512F.ShiftRightArithmeticVariable(evenSum, evenShift);
            oddSum = Avx512F.ShiftRightArithmeticVariable(oddSum, oddShift);
            var q = Vector512.ConditionalSelect(odds, oddSum.AsInt32(), evenSum.AsInt32());
            if (zeroPoint != 0) q += Vector512.Create(zeroPoint);
            var bytes = Avx512F.ConvertToVector128SByteWithSaturation(q);
            if (!isWhole) bytes = Sse41.Min(Sse41.Max(bytes, low), high) ^ flip;
            NarrowBounds.Store(bytes, output, count);
            sums += rows.AccumulatorStride;
            output += rows.OutputStride;
        }
    }

    /// <summary>Times a factor in double, halves away from zero: adding the largest number below one half, with the value's sign, and cutting off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Real(RequantizerGroup* group, int* sums, int count, byte* output, RequantizedRows rows, int zeroPoint, int min, int max)
    {
        Vector512<double> lowFactors = Vector512.Load(group->Factors), highFactors = Vector512.Load(group->Factors + 8);
        for (var row = 0; row < rows.Count; row++)
        {
            var low = Avx512F.ConvertToVector256Int32WithTruncation(Away(Avx512F.ConvertToVector512Double(Vector256.Load(sums)) * lowFactors));
            var high = Avx512F.ConvertToVector256Int32WithTruncation(Away(Avx512F.ConvertToVector512Double(Vector256.Load(sums + 8)) * highFactors));
            var q = low.ToVector512Unsafe().WithUpper(high) + Vector512.Create(zeroPoint);
            q = Avx512F.Min(Avx512F.Max(q, Vector512.Create(min)), Vector512.Create(max));
            NarrowBounds.Store(Avx512F.ConvertToVector128Byte(q).AsSByte(), output, count);
            sums += rows.AccumulatorStride;
            output += rows.OutputStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Away(Vector512<double> values) => values + ((values & Vector512.Create(-0.0)) | Vector512.Create(0.49999999999999994));
}
