using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of the input alone, which weights with a zero point need beside the products of bytes. For x86 only, as those products are.</summary>
internal static unsafe class RowSums
{
    /// <summary>The sum of <paramref name="count"/> bytes; reads whole groups of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(byte* values, int count)
    {
        var sums = Vector128<ulong>.Zero;
        for (; count >= 16; count -= 16, values += 16) sums += Sse2.SumAbsoluteDifferences(Vector128.Load(values), Vector128<byte>.Zero).AsUInt64();
        ulong low = 0, high = 0;
        if (count >= 8)
        {
            low = *(ulong*)values;
            values += 8;
            count -= 8;
        }
        if (count > 4) high = *(uint*)values | (ulong)(*(uint*)(values + 4) & LastMask(count - 4)) << 32;
        else if (count > 0) high = *(uint*)values & LastMask(count);
        sums += Sse2.SumAbsoluteDifferences(Vector128.Create(low, high).AsByte(), Vector128<byte>.Zero).AsUInt64();
        return (int)(sums[0] + sums[1]);
    }

    /// <summary>Adds to each row what belongs to it; rows are whole vectors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(int* sums, int stride, int rows, int* rowSums)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = Vector256.Create(rowSums[row]);
            for (var column = 0; column < stride; column += 8, sums += 8) (Vector256.Load(sums) + value).Store(sums);
        }
    }

    private static uint LastMask(int count) => uint.MaxValue >> (32 - 8 * count);
}
