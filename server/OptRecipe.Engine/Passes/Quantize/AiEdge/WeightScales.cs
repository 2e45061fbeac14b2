namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Scales of weights as ai-edge-quantizer finds them, in float32.</summary>
/// <remarks>facts: quantization.md §5.1, §14; calibration.md §2.5 (OCTAV: Sakr et al., ICML 2022). Scales of 0, which that tool writes for channels of zeros with OCTAV and MSE and XNNPACK refuses,
/// are its smallest one instead.</remarks>
internal static class WeightScales
{
    /// <summary>A bound below this counts as this, so that no scale is 0.</summary>
    public const float SmallestBound = 1e-9f;
    private const int OctavIterations = 10;
    private const float LargestBlockScale = 65280;

    /// <summary>The largest stored number of a width: 127, 7, 1.</summary>
    public static int Largest(int bits) => (1 << bits - 1) - 1;

    /// <exception cref="NotFiniteNumberException">A weight is infinite or not a number.</exception>
    public static (float[] Scales, int[] ZeroPoints) Of(ReadOnlySpan<float> weights, WeightGroups groups, WeightOptions options)
    {
        var (scales, zeroPoints) = (new float[groups.Count], new int[groups.Count]);
        var clips = options.Algorithm == WeightAlgorithm.Octav ? Octav(weights, groups, options.Bits) : null;
        for (var group = 0; group < groups.Count; group++)
        {
            var values = groups.Values(weights, group);
            var (low, high) = Extremes(values);
            if (options.Algorithm == WeightAlgorithm.Mse) scales[group] = Math.Max(Factor(options.Bits) * MathF.Sqrt(MeanSquare(values, groups.IsContiguous(weights.Length))), SmallestBound / Largest(options.Bits));
            else if (options.IsSymmetric) scales[group] = Symmetric(Math.Max(Math.Max(Math.Abs(low), Math.Abs(high)), SmallestBound), options, clips?[group]);
            else
            {
                var steps = 2 * Largest(options.Bits) + 1;
                var (least, most) = (Math.Min(low, 0), Math.Max(high, 0));
                scales[group] = Math.Max(most - least, SmallestBound) / steps;
                zeroPoints[group] = (int)MathF.Round(-Largest(options.Bits) - 1 - least / scales[group], MidpointRounding.ToEven);
            }
        }
        return (scales, zeroPoints);
    }

    private static float Symmetric(float bound, WeightOptions options, float? clip)
    {
        if (options.Granularity == WeightGranularity.Block) bound = Math.Min(bound, LargestBlockScale * ((1 << options.Bits) - 1));
        if (clip is { } limit) bound = Math.Max(Math.Clamp(bound, -limit, limit), SmallestBound);
        var scale = bound / Largest(options.Bits);
        return options.Granularity == WeightGranularity.Block ? BlockScale(scale) : scale;
    }

    /// <summary>A block's scale: seven bits of mantissa (bfloat16), stored as float16; the smallest float16 of normal size where that would be 0 or less than normal.</summary>
    private static float BlockScale(float scale)
    {
        var bits = BitConverter.SingleToUInt32Bits(scale);
        var rounded = BitConverter.UInt32BitsToSingle(bits + 0x7FFF + (bits >> 16 & 1) & 0xFFFF0000);
        return Math.Max((float)(Half)rounded, 6.103515625e-05f);
    }

    private static (float, float) Extremes(float[] values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) throw new NotFiniteNumberException("the weights hold a value that is infinite or not a number");
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return values.Length == 0 ? (0, 0) : (low, high);
    }

    /// <summary>Multiples of the root mean square that are best for normally distributed weights.</summary>
    private static float Factor(int bits) => bits == 8 ? 0.05408f : bits == 4 ? 0.37755f : throw new NotSupportedException($"there is no factor for {bits} bits");

    private static float MeanSquare(float[] values, bool isContiguous)
    {
        var squares = Array.ConvertAll(values, value => value * value);
        var sum = 0f;
        if (isContiguous) sum = PairwiseSum.Of(squares);
        else
            foreach (var square in squares) sum += square;
        return (float)(sum / (double)values.Length);
    }

    /// <summary>Clipping values by at most ten Newton steps, all groups until none changes.</summary>
    private static float[] Octav(ReadOnlySpan<float> weights, WeightGroups groups, int bits)
    {
        var share = (float)(Math.Pow(4, -bits) / 3);
        var values = new float[groups.Count][];
        for (var group = 0; group < groups.Count; group++) values[group] = groups.Values(weights, group);
        var isContiguous = groups.IsContiguous(weights.Length);
        var guesses = Enumerable.Repeat(1f, groups.Count).ToArray();
        for (var iteration = 0; iteration < OctavIterations; iteration++)
        {
            var hasSettled = true;
            for (var group = 0; group < guesses.Length; group++)
            {
                var old = guesses[group];
                var guess = Step(values[group], old, share, isContiguous, groups.Dimension < 0);
                hasSettled &= Math.Abs(old - guess) <= 1e-8f + 1e-5f * Math.Abs(guess);
                guesses[group] = guess;
            }
            if (hasSettled) break;
        }
        return guesses;
    }

    private static float Step(float[] values, float clip, float share, bool isContiguous, bool isWhole)
    {
        var count = values.Count(value => value >= clip || value <= -clip);
        var above = isContiguous ? PairwiseSum.Where(values, value => value >= clip) : Sum(values, value => value >= clip);
        var below = isContiguous ? PairwiseSum.Where(values, value => value <= -clip) : Sum(values, value => value <= -clip);
        var scaled = count * (1f - share);
        // The tool's types: the number of weights is a 64-bit integer beside a float32 unless there is one group, and so the product is taken in double.
        var denominator = isWhole ? scaled + share * values.Length : (float)(scaled + (double)share * values.Length);
        return (above - below) / denominator;
    }

    private static float Sum(float[] values, Func<float, bool> isChosen)
    {
        var sum = 0f;
        foreach (var value in values)
            if (isChosen(value)) sum += value;
        return sum;
    }
}
