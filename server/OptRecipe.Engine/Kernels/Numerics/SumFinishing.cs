using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>From a sum to a stored number, within the range of its type; of one or of eight at a time.</summary>
internal interface ISumFinish
{
    int Of(int sum);
    Vector256<int> Of(Vector256<int> sums);
}

/// <summary>Finishes sums of channels and narrows them to stored numbers of 8 bits.</summary>
internal static class SumFinishing
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<T, TFinish>(ReadOnlySpan<int> sums, Span<T> results, TFinish finish) where T : unmanaged, INumber<T> where TFinish : struct, ISumFinish
    {
        var index = 0;
        if (Unsafe.SizeOf<T>() == 1)
            for (; index <= results.Length - 32; index += 32)
            {
                Vector256<int> a = finish.Of(Eight(sums, index)), b = finish.Of(Eight(sums, index + 8)), c = finish.Of(Eight(sums, index + 16)), d = finish.Of(Eight(sums, index + 24));
                Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).As<sbyte, T>().CopyTo(results[index..]);
            }
        for (; index < results.Length; index++) results[index] = T.CreateTruncating(finish.Of(sums[index]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(ReadOnlySpan<int> sums, int index) => Vector256.Create(sums.Slice(index, 8));

    /// <summary>sum / count towards zero, for sums whose size with half the count stays below 2^24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Quotient(Vector256<int> sums, int count) =>
        // Float32 holds both, and a quotient that is not whole is at least 1 / count away from a whole number, which is more than the rounding of the division.
        Avx.IsSupported ? Avx.ConvertToVector256Int32WithTruncation(Vector256.ConvertToSingle(sums) / Vector256.Create((float)count))
            : Vector256.ConvertToInt32(Vector256.ConvertToSingle(sums) / Vector256.Create((float)count));

    /// <summary>The same, halves away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> RoundedQuotient(Vector256<int> sums, int count)
    {
        // Half of the count with the sum's sign: (h ^ s) − s with s = 0 or −1. A sum of 0 becomes 0 with either.
        var sign = sums >> 31;
        return Quotient(sums + ((Vector256.Create(count / 2) ^ sign) - sign), count);
    }
}

/// <summary>sum / count, halves away from zero, clamped: of <see cref="SumFinishing.RoundedQuotient"/>'s sums.</summary>
internal readonly struct RoundedQuotient(int count, int min, int max) : ISumFinish
{
    public int Of(int sum) => Math.Min(Math.Max((sum > 0 ? sum + count / 2 : sum - count / 2) / count, min), max);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Of(Vector256<int> sums) => Vector256.Min(Vector256.Max(SumFinishing.RoundedQuotient(sums, count), Vector256.Create(min)), Vector256.Create(max));
}
