namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The constants of sixteen neighbouring channels in the order in which vectors read them.</summary>
internal unsafe struct RequantizerGroup
{
    public const int Channels = 16;

    /// <summary>31-bit multipliers; how far a sum is shifted to the left before.</summary>
    public fixed int Multipliers[Channels], Lefts[Channels];
    /// <summary>What is done to a product's upper half: −1 added where the sum is negative (<see cref="Numerics.Rounding.Double"/>), all but one of the shift to the right, then one
    /// added and the last shift; both 0 where there is no shift to the right.</summary>
    public fixed int Corrections[Channels], Rights[Channels], Lasts[Channels];
    /// <summary>The same in one: rounding, and the zero point where there is room for it, added to 64-bit products. Even channels first, then odd ones.</summary>
    public fixed long Addends[Channels];
    /// <summary>Rounding alone, of the upper half.</summary>
    public fixed long Halves[Channels];
    /// <summary>What brings a result into the lower half of its 64 bits (even channels), then into the upper half (odd ones).</summary>
    public fixed long Shifts[Channels];
    /// <summary>Real factors, for the mode that has those.</summary>
    public fixed double Factors[Channels];

    /// <summary>Where the 64-bit values of a channel stand.</summary>
    public static int Slot(int channel) => channel % 2 * (Channels / 2) + channel % Channels / 2;
}

/// <summary>What stands between accumulators and their place in the output.</summary>
/// <param name="AccumulatorStride">Accumulators from a row to the next.</param>
/// <param name="OutputStride">Bytes from a row to the next.</param>
internal readonly record struct RequantizedRows(int Count, nint AccumulatorStride, nint OutputStride);
