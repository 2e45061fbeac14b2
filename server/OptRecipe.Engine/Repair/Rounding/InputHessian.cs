namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>Second moments of what a FULLY_CONNECTED reads, as ai-edge-quantizer takes them: XᵀX of each sample in float32, added in double, times 2 / the sum of the samples' first dimensions.</summary>
internal sealed class InputHessian(int size)
{
    private const double Damping = 0.01;
    /// <summary>Row by row; of each row only what stands on the diagonal and behind it. The matrix is 1 / <see cref="share"/> of it.</summary>
    private readonly double[] total = new double[(long)size * size];
    private double share;

    public int Size => size;

    /// <param name="rows">One sample, <see cref="Size"/> values a row.</param>
    /// <param name="batch">Its first dimension.</param>
    public void Add(float[] rows, int batch)
    {
        Parallel.For(0, size, tap =>
        {
            var sums = new float[size - tap];
            for (var row = 0; row < rows.Length; row += size) PatchMoments.Add(sums, rows.AsSpan(row + tap, size - tap), rows[row + tap]);
            var own = total.AsSpan(tap * size + tap, size - tap);
            for (var other = 0; other < sums.Length; other++) own[other] += sums[other];
        });
        share += batch / 2.0;
    }

    /// <summary>The inverse in float32, on the diagonal and right of it; null where there is none. A 0 on the diagonal counts as 1.</summary>
    /// <remarks>Each call damps what the one before left damped: the tool means to take its damping back and does not, so operators that share an input do not share the matrix.</remarks>
    public float[]? DampedInverse()
    {
        var mean = 0.0;
        for (var tap = 0; tap < size; tap++)
        {
            ref var own = ref total[tap * size + tap];
            if (own == 0) own = share;
            mean += own / size;
        }
        for (var tap = 0; tap < size; tap++) total[tap * size + tap] += Damping * mean;
        if (Factor.Decompose(total, size, 0) is not { } factor) return null;
        var root = Inverted(factor);
        var inverse = new float[(long)size * size];
        Parallel.For(0, size, row =>
        {
            for (var column = row; column < size; column++) inverse[row * size + column] = (float)(share * PatchMoments.Dot(root.AsSpan(row * size, row + 1), root.AsSpan(column * size, row + 1)));
        });
        return inverse;
    }

    /// <summary>Of a lower triangle.</summary>
    private double[] Inverted(double[] lower)
    {
        var inverse = new double[(long)size * size];
        for (var row = 0; row < size; row++)
        {
            var own = inverse.AsSpan(row * size, row + 1);
            var diagonal = lower[row * size + row];
            for (var before = 0; before < row; before++) PatchMoments.Add(own[..(before + 1)], inverse.AsSpan(before * size, before + 1), -lower[row * size + before] / diagonal);
            own[row] = 1 / diagonal;
        }
        return inverse;
    }
}
