namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>The lower triangle A with H = AᵀA of a damped matrix of second moments, H + damping × mean of the diagonal: row i holds what the choice of earlier weights adds to output error i.</summary>
internal sealed class Factor
{
    private const double LeastDamping = 0.01, MostDamping = 10;
    private readonly double[] rows;
    private readonly int size;

    private Factor(double[] rows, int size, double damping) => (this.rows, this.size, Damping) = (rows, size, damping);

    /// <summary>Share of the mean of the diagonal that was added; more than 0.01 where less made no positive definite matrix.</summary>
    public double Damping { get; }
    public bool IsMoreDamped => Damping > LeastDamping;

    /// <summary>Null where no damping up to ten times the mean helps.</summary>
    public static Factor? Of(PatchMoments moments)
    {
        for (var damping = LeastDamping; damping <= MostDamping; damping *= 10)
            if (Decompose(moments.Own, moments.Taps, damping) is { } rows) return new(rows, moments.Taps, damping);
        return null;
    }

    /// <summary>Rounds each weight in turn, the errors of those before carried over to it (GPTQ's update, written with the factor of H instead of that of its inverse: the same numbers).</summary>
    /// <param name="wanted">In steps: real / step for each tap.</param>
    /// <param name="steps">Step of each tap.</param>
    /// <param name="round">From the carried value, in steps, and the tap to an integer.</param>
    public void Round(ReadOnlySpan<double> wanted, ReadOnlySpan<double> steps, Func<double, int, int> round, Span<int> chosen)
    {
        var errors = new double[size];
        for (var tap = 0; tap < size; tap++)
        {
            var row = rows.AsSpan(tap * size, tap + 1);
            var carried = PatchMoments.Dot(row[..tap], errors.AsSpan(0, tap)) / row[tap];
            chosen[tap] = steps[tap] == 0 ? 0 : round(wanted[tap] + carried / steps[tap], tap);
            errors[tap] = (wanted[tap] - chosen[tap]) * steps[tap];
        }
    }

    /// <summary>Cholesky's decomposition from the last index to the first, which leaves A lower; reads the diagonal and what is right of it.</summary>
    /// <returns>Null where the damped matrix is not positive definite.</returns>
    internal static double[]? Decompose(double[] matrix, int size, double damping)
    {
        var mean = 0.0;
        for (var index = 0; index < size; index++) mean += matrix[index * size + index] / size;
        if (!(mean > 0) || !double.IsFinite(mean)) return null;
        // L of the reversed matrix: reversed row i holds index size − 1 − i.
        var lower = new double[(long)size * size];
        for (var row = 0; row < size; row++)
        {
            var own = lower.AsSpan(row * size, size);
            for (var column = 0; column <= row; column++)
            {
                var value = matrix[(size - 1 - row) * size + (size - 1 - column)] + (row == column ? damping * mean : 0);
                value -= PatchMoments.Dot(own[..column], lower.AsSpan(column * size, column));
                if (row != column) own[column] = value / lower[column * size + column];
                else if (value > 0) own[column] = Math.Sqrt(value);
                else return null;
            }
        }
        // A[i][k] = L[size − 1 − k][size − 1 − i].
        var result = new double[(long)size * size];
        for (var row = 0; row < size; row++)
            for (var column = 0; column <= row; column++) result[row * size + column] = lower[(size - 1 - column) * size + (size - 1 - row)];
        return result;
    }
}
