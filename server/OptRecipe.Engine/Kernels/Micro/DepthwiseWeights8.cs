namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>8-bit weights of a depthwise convolution, packed in lanes as <see cref="DepthwiseLayout"/> lays inputs: for each row of outputs that shares lines, for each block of
/// sixteen channels, for each group of rows, for each column of the window.</summary>
/// <param name="Lanes">Four bytes or two words a lane.</param>
/// <param name="Sums">Sum of the weights of each channel.</param>
internal sealed record DepthwiseWeights8(int[] Lanes, int[] Sums)
{
    /// <summary>Packs weights that stand as [height][width][channels].</summary>
    public static DepthwiseWeights8 Pack<TW>(DepthwiseLayout layout, WindowAxis height, WindowAxis width, ReadOnlySpan<TW> weights, Func<TW, int> toNumber)
    {
        var (channels, rows, taps) = (layout.InputChannels, layout.RowsPerLane, layout.Groups * width.Filter);
        var (lanes, sums) = (new int[checked(layout.Shared * layout.BlockCount * taps * DepthwiseTile.Lanes)], new int[channels]);
        var (bits, mask) = (32 / rows, rows == 4 ? 0xFF : 0xFFFF);
        for (var row = 0; row < height.Filter; row++)
            for (var column = 0; column < width.Filter; column++)
                for (var channel = 0; channel < layout.Channels; channel++)
                {
                    var weight = toNumber(weights[(row * width.Filter + column) * channels + channel % channels]);
                    if (channel < channels) sums[channel] += weight;
                    for (var output = 0; output < layout.Shared; output++)
                    {
                        var line = output * height.Stride + row;
                        var block = output * layout.BlockCount + channel / DepthwiseTile.Lanes;
                        lanes[(block * taps + line / rows * width.Filter + column) * DepthwiseTile.Lanes + channel % DepthwiseTile.Lanes] |= (weight & mask) << (line % rows * bits);
                    }
                }
        return new(lanes, sums);
    }
}
