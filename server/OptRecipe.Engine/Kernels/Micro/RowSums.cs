using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of the input alone, which weights with a zero point need beside the products of bytes. Bytes are of the sign that the products take: unsigned on x86, signed on Arm.</summary>
internal static unsafe class RowSums
{
    /// <summary>The sum of <paramref name="count"/> bytes; reads whole groups of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(byte* values, int count)
    {
        var sums = Vector128<int>.Zero;
        for (; count >= 16; count -= 16, values += 16) sums = Add(sums, Vector128.Load(values));
        ulong low = 0, high = 0;
        if (count >= 8)
        {
            low = *(ulong*)values;
            values += 8;
            count -= 8;
        }
        if (count > 4) high = *(uint*)values | (ulong)(*(uint*)(values + 4) & LastMask(count - 4)) << 32;
        else if (count > 0) high = *(uint*)values & LastMask(count);
        return Vector128.Sum(Add(sums, Vector128.Create(low, high).AsByte()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Add(Vector128<int> sums, Vector128<byte> values) =>
        Dp.IsSupported ? Dp.DotProduct(sums, values.AsSByte(), Vector128<sbyte>.One) : sums + Sse2.SumAbsoluteDifferences(values, Vector128<byte>.Zero).AsInt32();

    /// <summary>Adds to each row what belongs to it; rows are whole vectors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(int* sums, int stride, int rows, int* rowSums)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = Vector256.Create(rowSums[row]);
            var column = 0;
            for (; column <= stride - 8; column += 8, sums += 8) (Vector256.Load(sums) + value).Store(sums);
            if (column == stride) continue;
            (Vector128.Load(sums) + value.GetLower()).Store(sums);
            sums += 4;
        }
    }

    private static uint LastMask(int count) => uint.MaxValue >> (32 - 8 * count);
}
