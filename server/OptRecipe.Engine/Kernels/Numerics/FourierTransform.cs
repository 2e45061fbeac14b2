namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The discrete Fourier transform of complex numbers, real and imaginary parts in turn, for lengths that are powers of two: bits of the index reversed, then butterflies.</summary>
internal static class FourierTransform
{
    /// <summary>e^(−2πi k / length) for the first half of k, as <see cref="InPlace"/> takes it.</summary>
    public static double[] Roots(int length)
    {
        var roots = new double[Math.Max(length, 2)];
        for (var index = 0; index < length / 2; index++) (roots[2 * index + 1], roots[2 * index]) = Math.SinCos(-2 * Math.PI * index / length);
        return roots;
    }

    public static void InPlace(Span<double> values, ReadOnlySpan<double> roots)
    {
        var length = values.Length / 2;
        for (int index = 1, mirrored = 0; index < length; index++)
        {
            // Counting up from the highest bit on.
            var bit = length >> 1;
            for (; (mirrored & bit) != 0; bit >>= 1) mirrored ^= bit;
            mirrored ^= bit;
            if (index >= mirrored) continue;
            (values[2 * index], values[2 * mirrored]) = (values[2 * mirrored], values[2 * index]);
            (values[2 * index + 1], values[2 * mirrored + 1]) = (values[2 * mirrored + 1], values[2 * index + 1]);
        }
        for (var half = 1; half < length; half *= 2)
        {
            var step = length / (2 * half);
            for (var start = 0; start < length; start += 2 * half)
            {
                for (var index = 0; index < half; index++)
                {
                    int near = 2 * (start + index), far = near + 2 * half, root = 2 * index * step;
                    var real = values[far] * roots[root] - values[far + 1] * roots[root + 1];
                    var imaginary = values[far] * roots[root + 1] + values[far + 1] * roots[root];
                    (values[far], values[far + 1]) = (values[near] - real, values[near + 1] - imaginary);
                    (values[near], values[near + 1]) = (values[near] + real, values[near + 1] + imaginary);
                }
            }
        }
    }
}
