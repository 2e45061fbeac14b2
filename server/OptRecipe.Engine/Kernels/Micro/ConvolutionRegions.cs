namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Cuts the output of a convolution into <see cref="ConvolutionRegion"/>s, so that taps outside the input are left out instead of read from a frame of padding.</summary>
internal static class ConvolutionRegions
{
    // More of them, as of a filter as large as the input, would take more memory than a frame.
    private const int Most = 100;

    /// <summary>One region with all taps of all positions; windows that reach outside the input read the frame.</summary>
    public static ConvolutionRegion[] Framed(ConvolutionGeometry geometry) => geometry.IsFlat
        ? [new(1, 0, 1, geometry.Positions, 0, 0, geometry.RowStride, 0, 0, 1, 0, 1, 1, geometry.Depth, 0, 0)]
        : [Region(geometry, new(0, geometry.OutputHeight, 0, geometry.FilterHeight), new(0, geometry.OutputWidth, 0, geometry.FilterWidth), geometry.FrameHeight, geometry.FrameWidth, 0, 0, int.MaxValue)];

    /// <summary>Regions that read the input as it stands; null where there would be too many.</summary>
    /// <param name="maxRows">Rows of a tile, by which runs go along the rows or down the columns.</param>
    public static ConvolutionRegion[]? Unframed(ConvolutionGeometry geometry, int maxRows)
    {
        if (!geometry.NeedsFrame) return Framed(geometry);
        var rows = Bands(geometry.OutputHeight, geometry.StrideY, geometry.DilationY, geometry.OffsetY, geometry.FilterHeight, geometry.InputHeight);
        var columns = Bands(geometry.OutputWidth, geometry.StrideX, geometry.DilationX, geometry.OffsetX, geometry.FilterWidth, geometry.InputWidth);
        if ((long)rows.Count * columns.Count > Most) return null;
        var regions = new ConvolutionRegion[rows.Count * columns.Count];
        for (var index = 0; index < regions.Length; index++)
            regions[index] = Region(geometry, rows[index / columns.Count], columns[index % columns.Count], geometry.InputHeight, geometry.InputWidth, geometry.OffsetY, geometry.OffsetX, maxRows);
        return regions;
    }

    private static List<Band> Bands(int outputs, int stride, int dilation, int offset, int taps, int inputs)
    {
        var bands = new List<Band>();
        for (var output = 0; output < outputs; output++)
        {
            long origin = (long)output * stride - offset;
            var first = (int)Math.Clamp((-origin + dilation - 1) / dilation, 0, taps);
            var end = origin >= inputs ? first : (int)Math.Clamp((inputs - 1 - origin) / dilation + 1, first, taps);
            if (bands.Count > 0 && bands[^1] is var last && last.FirstTap == first && last.Taps == end - first) bands[^1] = last with { Count = last.Count + 1 };
            else bands.Add(new(output, 1, first, end - first));
            if (bands.Count > Most) break;
        }
        return bands;
    }

    private static ConvolutionRegion Region(ConvolutionGeometry geometry, Band y, Band x, int height, int width, int offsetY, int offsetX, int maxRows)
    {
        var channels = geometry.InputChannels;
        var start = ((nint)(y.First * geometry.StrideY - offsetY + y.FirstTap * geometry.DilationY) * width + x.First * geometry.StrideX - offsetX + x.FirstTap * geometry.DilationX) * channels;
        nint down = (nint)geometry.StrideY * width * channels, along = (nint)geometry.StrideX * channels;
        var pitch = (nint)geometry.DilationY * width * channels;
        var item = (nint)height * width * channels;
        var position = (long)y.First * geometry.OutputWidth + x.First;
        var (inner, depth) = geometry.AreTapsJoined ? (1, x.Taps * channels) : (x.Taps, geometry.GroupInputs);
        var taps = geometry.InnerCount * geometry.Depth;
        var (first, skipped) = (y.FirstTap * taps + x.FirstTap * geometry.GroupInputs, taps - x.Taps * geometry.GroupInputs);
        return (long)x.Count * ((y.Count + maxRows - 1L) / maxRows) < (long)y.Count * ((x.Count + maxRows - 1L) / maxRows)
            ? new(geometry.Items, item, x.Count, y.Count, start, along, down, position, 1, geometry.OutputWidth, pitch, y.Taps, inner, depth, first, skipped)
            : new(geometry.Items, item, y.Count, x.Count, start, down, along, position, geometry.OutputWidth, 1, pitch, y.Taps, inner, depth, first, skipped);
    }

    /// <summary>Consecutive outputs of one dimension with the same taps inside the input.</summary>
    private sealed record Band(int First, int Count, int FirstTap, int Taps);
}
