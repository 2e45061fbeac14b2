using System.Numerics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Passes.Prune;

/// <summary>Magnitude pruning of one tensor as TensorFlow Model Optimization does it: k = max(N × (1 − s) rounded half to even, 1) elements stay, in float32; the threshold is
/// the k-th largest magnitude, and every element that reaches it stays, so ties can leave more than k.</summary>
/// <remarks>facts: pruning-clustering-qat.md §1.2.</remarks>
public static class MagnitudeMask
{
    /// <summary>How many of <paramref name="count"/> elements stay when no magnitudes are equal.</summary>
    public static int KeptCount(int count, double sparsity) =>
        Math.Max((int)MathF.Round(count * (1f - (float)sparsity), MidpointRounding.ToEven), 1);

    /// <summary>The smallest magnitude that stays; 0 for an empty tensor. A value that is not a number counts as the largest.</summary>
    public static float Threshold(ReadOnlySpan<float> weights, double sparsity)
    {
        if (weights.IsEmpty) return 0;
        // Non-negative floats order as their bits do: three passes of counting find the k-th largest without sorting.
        var rank = KeptCount(weights.Length, sparsity);
        var bits = MemoryMarshal.Cast<float, uint>(weights);
        var prefix = 0u;
        var mask = 0u;
        foreach (var (shift, width) in ((int, int)[])[(20, 11), (10, 10), (0, 10)])
        {
            var counts = new int[1 << width];
            foreach (var value in bits)
                if ((value & mask) == prefix) counts[value >> shift & (1u << width) - 1]++;
            var bucket = counts.Length - 1;
            for (; rank > counts[bucket]; bucket--) rank -= counts[bucket];
            prefix |= (uint)bucket << shift;
            mask |= (1u << width) - 1 << shift;
        }
        return BitConverter.UInt32BitsToSingle(prefix);
    }

    /// <summary>Copies the weights, zeros where their magnitude is below the threshold.</summary>
    public static void Apply(ReadOnlySpan<float> weights, float threshold, Span<float> pruned)
    {
        var index = 0;
        var limit = new Vector<float>(threshold);
        for (; index <= weights.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var values = new Vector<float>(weights[index..]);
            Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(values), limit), Vector<float>.Zero, values).CopyTo(pruned[index..]);
        }
        for (; index < weights.Length; index++) pruned[index] = MathF.Abs(weights[index]) < threshold ? 0 : weights[index];
    }
}
