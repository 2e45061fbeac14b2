using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the row kernels of stored integers share.</summary>
internal static class Rows
{
    /// <summary>Integer bits of a sum of exponentials.</summary>
    public const int SumBits = 12;

    /// <summary>Results of long rows come from a table of what each difference to the greatest gives.</summary>
    /// <param name="result">The number for a difference.</param>
    public static void FromTable<TIn, TOut, TResult>(MicroKernelSet kernels, ReadOnlySpan<TIn> row, int max, Span<TOut> output, TResult result)
        where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged where TResult : struct, IUnaryFunction<int, TOut>
    {
        if (row.Length <= 256 || Unsafe.SizeOf<TOut>() != 1)
        {
            for (var index = 0; index < row.Length; index++) output[index] = result.Apply(max - int.CreateTruncating(row[index]));
            return;
        }
        Span<TOut> table = stackalloc TOut[256];
        table.Clear();
        for (var value = 0; value < 256; value++)
            if (max - int.CreateTruncating(TIn.CreateTruncating(value)) is >= 0 and var difference) table[value] = result.Apply(difference);
        ByteTable.Map(kernels, MemoryMarshal.AsBytes(row), MemoryMarshal.AsBytes(output), MemoryMarshal.AsBytes(table));
    }

    public static int Max<T>(ReadOnlySpan<T> row) where T : IBinaryInteger<T>
    {
        var max = int.MinValue;
        if (Vector128.IsHardwareAccelerated && row.Length >= Vector128<T>.Count)
        {
            var lanes = Vector128.Create(row);
            var whole = row.Length / Vector128<T>.Count * Vector128<T>.Count;
            for (var index = Vector128<T>.Count; index < whole; index += Vector128<T>.Count) lanes = Vector128.Max(lanes, Vector128.Create(row[index..]));
            for (var lane = 0; lane < Vector128<T>.Count; lane++) max = Math.Max(max, int.CreateTruncating(lanes[lane]));
            row = row[whole..];
        }
        foreach (var x in row) max = Math.Max(max, int.CreateTruncating(x));
        return max;
    }

    public static int SumOfExponentials<T>(ReadOnlySpan<T> row, int max, int[] exponentials) where T : IBinaryInteger<T>
    {
        var sum = 0;
        foreach (var x in row)
        {
            var exponential = exponentials[max - int.CreateTruncating(x)];
            // Without a sign, so that halves are rounded up; −1 stands for zero and gives it.
            sum += (int)(unchecked((uint)exponential + (1u << (SumBits - 1))) >> SumBits);
        }
        return sum;
    }
}
