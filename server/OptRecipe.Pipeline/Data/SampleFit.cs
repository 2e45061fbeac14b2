namespace OptRecipe.Pipeline.Data;

/// <summary>How a sample's shape becomes the one that a model takes; nothing moves in memory.</summary>
internal enum SampleFit { Same, AxisAdded, AxisRemoved, Reshaped, ChannelsFirst, None }

internal static class SampleFits
{
    /// <param name="isFlat">The sample is a row of numbers without a shape of its own.</param>
    public static SampleFit Of(ReadOnlySpan<int> shape, ReadOnlySpan<int> expected, bool isFlat)
    {
        if (shape.SequenceEqual(expected)) return SampleFit.Same;
        if (expected is [.. var allButLast, 1] && shape.SequenceEqual(allButLast)) return SampleFit.AxisAdded;
        if (shape is [.. var own, 1] && own.SequenceEqual(expected)) return SampleFit.AxisRemoved;
        if (shape is [1, .. var one] && one.SequenceEqual(expected)) return SampleFit.AxisRemoved;
        if (isFlat && shape.Length <= 1 && Count(shape) == Count(expected)) return SampleFit.Reshaped;
        return shape.Length == 3 && expected.Length == 3 && shape[0] == expected[2] && shape[1] == expected[0] && shape[2] == expected[1] ? SampleFit.ChannelsFirst : SampleFit.None;
    }

    public static bool IsFine(this SampleFit fit) => fit < SampleFit.ChannelsFirst;

    private static double Count(ReadOnlySpan<int> shape)
    {
        var count = 1.0;
        foreach (var size in shape) count *= size;
        return count;
    }
}
