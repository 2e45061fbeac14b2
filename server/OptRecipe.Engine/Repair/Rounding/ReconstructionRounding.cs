namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>Chooses between the two integers around each weight so that the operator's output, computed from what the quantized prefix gives, is nearest to the float model's: AdaRound's
/// objective (Nagel et al., 2020, asymmetric reconstruction, the activation function left out) is a quadratic form of the roundings here, and is lowered one weight at a time.</summary>
/// <remarks>AdaRound relaxes the choice and follows gradients for 10,000 steps; descent by single flips from two starts needs no step size, no seed and no clock, and gives the same integers on
/// every machine. λ pulls to the float weights where few samples say nothing.</remarks>
internal sealed class ReconstructionRounding
{
    private const double Lambda = 0.01;
    private const int MostSweeps = 50;
    private readonly double[] matrix;
    private readonly double[] cross;
    private readonly double pull;
    private readonly int taps;

    public ReconstructionRounding(PatchMoments moments)
    {
        (matrix, cross, taps) = (moments.Own, moments.Cross, moments.Taps);
        // Fewer rows than weights leave most directions open.
        var scarcity = Math.Max(1, (double)taps / Math.Max(1, moments.Rows));
        for (var tap = 0; tap < taps; tap++) pull += Lambda * scarcity * matrix[tap * taps + tap] / taps;
    }

    /// <param name="wanted">Float weights of one output channel.</param>
    /// <param name="starts">Integers to start from; the best end is taken, the earliest among equals.</param>
    /// <param name="highest">Integers lie within ± this.</param>
    public int[] Choose(ReadOnlySpan<double> wanted, ReadOnlySpan<double> steps, IReadOnlyList<int[]> starts, int highest)
    {
        var target = new double[taps];
        for (var tap = 0; tap < taps; tap++) target[tap] = PatchMoments.Dot(cross.AsSpan(tap * taps, taps), wanted) + pull * wanted[tap];
        var (best, lowest) = (starts[0], double.PositiveInfinity);
        foreach (var start in starts)
        {
            var chosen = (int[])start.Clone();
            var objective = Descend(wanted, steps, target, chosen, highest);
            if (objective < lowest) (best, lowest) = (chosen, objective);
        }
        return best;
    }

    /// <returns>The objective at the end, without its constant.</returns>
    private double Descend(ReadOnlySpan<double> wanted, ReadOnlySpan<double> steps, double[] target, int[] chosen, int highest)
    {
        var values = new double[taps];
        for (var tap = 0; tap < taps; tap++) values[tap] = steps[tap] * chosen[tap];
        // Half the gradient: H·v + pull·v − target.
        var gradient = new double[taps];
        for (var tap = 0; tap < taps; tap++) gradient[tap] = PatchMoments.Dot(matrix.AsSpan(tap * taps, taps), values) + pull * values[tap] - target[tap];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var isChanged = false;
            for (var tap = 0; tap < taps; tap++)
            {
                if (steps[tap] == 0) continue;
                var floor = Math.Clamp((int)Math.Floor(wanted[tap] / steps[tap]), -highest, highest);
                var other = chosen[tap] == floor ? Math.Min(floor + 1, highest) : floor;
                var change = steps[tap] * (other - chosen[tap]);
                var gain = change * (change * (matrix[tap * taps + tap] + pull) + 2 * gradient[tap]);
                if (!(gain < -1e-12 * pull * steps[tap] * steps[tap])) continue;
                PatchMoments.Add(gradient, matrix.AsSpan(tap * taps, taps), change);
                gradient[tap] += pull * change;
                (chosen[tap], values[tap], isChanged) = (other, values[tap] + change, true);
            }
            if (!isChanged) break;
        }
        var objective = 0.0;
        for (var tap = 0; tap < taps; tap++) objective += values[tap] * (gradient[tap] - target[tap]);
        return objective;
    }
}
