namespace OptRecipe.Data.Samples;

/// <summary>Random orders that are the same everywhere: Fisher and Yates' shuffle over SplitMix64.</summary>
public static class SampleOrder
{
    /// <summary>The first <paramref name="taken"/> of a random order of the numbers below <paramref name="count"/>.</summary>
    public static int[] Shuffled(int count, int taken, ulong seed)
    {
        var order = new int[count];
        for (var index = 0; index < count; index++) order[index] = index;
        taken = Math.Min(taken, count);
        for (var index = 0; index < taken; index++)
        {
            var other = index + (int)Below(ref seed, (ulong)(count - index));
            (order[index], order[other]) = (order[other], order[index]);
        }
        return order[..taken];
    }

    /// <summary>Multiplication maps 64 random bits to the range; what that prefers is below 2^-32.</summary>
    private static ulong Below(ref ulong state, ulong limit) => Math.BigMul(Next(ref state), limit, out _);

    private static ulong Next(ref ulong state)
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
