namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>8-bit weights of a depthwise convolution, packed in lanes as <see cref="DepthwiseLayout"/> lays inputs: for each block of sixteen channels, for each group of rows, for
/// each column of the window.</summary>
/// <param name="Lanes">Four bytes or two words a lane.</param>
/// <param name="Sums">Sum of the weights of each channel.</param>
internal sealed record DepthwiseWeights8(int[] Lanes, int[] Sums)
{
    /// <summary>Packs weights that stand as [height][width][channels].</summary>
    public static DepthwiseWeights8 Pack<TW>(DepthwiseLayout layout, int height, int width, ReadOnlySpan<TW> weights, Func<TW, int> toNumber)
    {
        var (channels, rows, taps) = (layout.InputChannels, layout.RowsPerLane, layout.Groups * width);
        var (lanes, sums) = (new int[checked(layout.BlockCount * taps * DepthwiseTile.Lanes)], new int[channels]);
        var (bits, mask) = (32 / rows, rows == 4 ? 0xFF : 0xFFFF);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                for (var channel = 0; channel < layout.Channels; channel++)
                {
                    var weight = toNumber(weights[(row * width + column) * channels + channel % channels]);
                    if (channel < channels) sums[channel] += weight;
                    var at = (channel / DepthwiseTile.Lanes * taps + row / rows * width + column) * DepthwiseTile.Lanes + channel % DepthwiseTile.Lanes;
                    lanes[at] |= (weight & mask) << (row % rows * bits);
                }
        return new(lanes, sums);
    }
}
