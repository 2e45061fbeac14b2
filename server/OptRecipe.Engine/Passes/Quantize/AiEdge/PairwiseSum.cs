namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Float32 sums in NumPy's order of additions, so that what depends on their last bit comes out as in the tools written in it: halves down to 128 elements, eight partial sums there.</summary>
internal static class PairwiseSum
{
    private const int BlockSize = 128;
    private const int Lanes = 8;

    public static float Of(ReadOnlySpan<float> values)
    {
        if (values.Length < Lanes)
        {
            var sum = 0f;
            foreach (var value in values) sum += value;
            return sum;
        }
        if (values.Length > BlockSize)
        {
            var half = values.Length / 2;
            half -= half % Lanes;
            return Of(values[..half]) + Of(values[half..]);
        }
        Span<float> parts = stackalloc float[Lanes];
        values[..Lanes].CopyTo(parts);
        var index = Lanes;
        for (; index < values.Length - values.Length % Lanes; index += Lanes)
            for (var lane = 0; lane < Lanes; lane++) parts[lane] += values[index + lane];
        var result = parts[0] + parts[1] + (parts[2] + parts[3]) + (parts[4] + parts[5] + (parts[6] + parts[7]));
        for (; index < values.Length; index++) result += values[index];
        return result;
    }

    /// <summary>The sum of the elements that a condition chooses: run by run, as a reduction with a mask does it.</summary>
    public static float Where(ReadOnlySpan<float> values, Func<float, bool> isChosen)
    {
        var sum = 0f;
        for (var start = 0; start < values.Length;)
        {
            if (!isChosen(values[start]))
            {
                start++;
                continue;
            }
            var end = start + 1;
            while (end < values.Length && isChosen(values[end])) end++;
            sum += Of(values[start..end]);
            start = end;
        }
        return sum;
    }
}
