namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>New roundings for the output channels of one group of an operator.</summary>
internal sealed class GroupRounding(WeightGrid grid, LayerPatches patches, int group, PatchMoments moments, Factor? factor)
{
    /// <returns>Whether an integer is another than before.</returns>
    public bool Round(RoundingMethod method)
    {
        var reconstruction = method == RoundingMethod.AdaRound ? new ReconstructionRounding(moments) : null;
        var changes = new bool[patches.Outputs];
        Parallel.For(0, patches.Outputs, output => changes[output] = Round(output, reconstruction));
        return changes.Contains(true);
    }

    private bool Round(int output, ReconstructionRounding? reconstruction)
    {
        var taps = patches.Taps;
        var (wanted, steps, before) = (new double[taps], new double[taps], new int[taps]);
        for (var tap = 0; tap < taps; tap++)
        {
            var element = patches.Element(group, output, tap);
            (wanted[tap], steps[tap], before[tap]) = (grid.Wanted[element], grid.StepOf(element), grid.Values[element]);
            if (!double.IsFinite(wanted[tap])) return false;
        }
        var carried = factor is null ? null : Carried(wanted, steps, reconstruction is not null);
        var after = reconstruction is not null ? reconstruction.Choose(wanted, steps, carried is null ? [before] : [before, carried], grid.Highest)
            : carried is not null && ErrorOf(carried, wanted, steps) < ErrorOf(before, wanted, steps) ? carried : before;
        var isChanged = false;
        for (var tap = 0; tap < taps; tap++)
        {
            isChanged |= after[tap] != before[tap];
            grid.Values[patches.Element(group, output, tap)] = after[tap];
        }
        return isChanged;
    }

    /// <param name="isNeighbour">Only the two integers around a weight may be taken.</param>
    private int[] Carried(double[] wanted, double[] steps, bool isNeighbour)
    {
        var chosen = new int[wanted.Length];
        var scaled = new double[wanted.Length];
        for (var tap = 0; tap < wanted.Length; tap++) scaled[tap] = steps[tap] == 0 ? 0 : wanted[tap] / steps[tap];
        factor?.Round(scaled, steps, (value, tap) =>
        {
            var nearest = Math.Round(value, MidpointRounding.ToEven);
            if (isNeighbour) nearest = Math.Clamp(nearest, Math.Floor(scaled[tap]), Math.Floor(scaled[tap]) + 1);
            return (int)Math.Clamp(nearest, -grid.Highest, grid.Highest);
        }, chosen);
        return chosen;
    }

    /// <summary>Σ over the patches of the squared error of this output: dᵀ·H·d.</summary>
    private double ErrorOf(int[] chosen, double[] wanted, double[] steps)
    {
        var errors = new double[chosen.Length];
        for (var tap = 0; tap < errors.Length; tap++) errors[tap] = steps[tap] * chosen[tap] - wanted[tap];
        var sum = 0.0;
        for (var tap = 0; tap < errors.Length; tap++) sum += errors[tap] * PatchMoments.Dot(moments.Own.AsSpan(tap * errors.Length, errors.Length), errors);
        return sum;
    }
}
