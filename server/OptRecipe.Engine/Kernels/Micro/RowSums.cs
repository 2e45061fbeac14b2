using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of the input alone, which weights with a zero point need beside the products.</summary>
internal static unsafe class RowSums
{
    public static int Of(byte* values, int count)
    {
        var sum = 0;
        if (Avx2.IsSupported && count >= 32)
        {
            var sums = Vector256<long>.Zero;
            for (; count >= 32; count -= 32, values += 32) sums += Avx2.SumAbsoluteDifferences(Vector256.Load(values), Vector256<byte>.Zero).AsInt64();
            sum = (int)Vector256.Sum(sums);
        }
        for (; count > 0; count--) sum += *values++;
        return sum;
    }

    /// <summary>Adds to each row what belongs to it; rows are whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(int* sums, int stride, int rows, int* rowSums)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = Vector256.Create(rowSums[row]);
            for (var column = 0; column < stride; column += 8, sums += 8) (Vector256.Load(sums) + value).Store(sums);
        }
    }
}
