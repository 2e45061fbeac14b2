using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the row kernels of stored integers share.</summary>
internal static class Rows
{
    /// <summary>Integer bits of a sum of exponentials.</summary>
    public const int SumBits = 12;

    public static int Max<T>(ReadOnlySpan<T> row) where T : IBinaryInteger<T>
    {
        var max = int.MinValue;
        foreach (var x in row) max = Math.Max(max, int.CreateTruncating(x));
        return max;
    }

    public static int SumOfExponentials<T>(ReadOnlySpan<T> row, int max, int[] exponentials) where T : IBinaryInteger<T>
    {
        var sum = 0;
        foreach (var x in row)
        {
            var exponential = exponentials[max - int.CreateTruncating(x)];
            if (exponential >= 0) sum += FixedPointFactor.DivideByPowerOfTwo(exponential, SumBits);
        }
        return sum;
    }
}
