namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>How the inputs of a few rows of outputs lie beside each other: a line of lanes (position, channel) for each group of input rows, as many rows as a lane holds elements.
/// Rows of outputs share lines where they find all their rows in them. Where several outputs fit into a block of sixteen channels they are taken for one of more channels; with a
/// stride, positions are then sorted by their remainder, so that neighbouring outputs read neighbouring inputs for every tap. Many channels are taken in slices.</summary>
internal sealed class DepthwiseLayout
{
    // Lanes are written and then read once for each tap: they should stay in the first cache.
    private const long CacheBytes = 16 * 1024;
    private const int MaxOutputs = 64, MaxFoldedStride = 8;
    private readonly WindowAxis _width;
    private readonly int _planes, _planeLength;

    /// <param name="rowsPerLane">4 for bytes, 2 for words.</param>
    public DepthwiseLayout(WindowAxis height, WindowAxis width, int channels, int rowsPerLane)
    {
        (_width, InputChannels, RowsPerLane) = (width, channels, rowsPerLane);
        Fold = width.Stride <= MaxFoldedStride && channels < DepthwiseTile.Lanes && DepthwiseTile.Lanes % channels == 0 ? DepthwiseTile.Lanes / channels : 1;
        Channels = channels * Fold;
        Groups = (height.Filter + rowsPerLane - 1) / rowsPerLane;
        Shared = height.Dilation > 1 ? 1 : (Groups * rowsPerLane - height.Filter) / height.Stride + 1;
        Pixels = (width.Output + Fold - 1) / Fold;
        _planes = Fold > 1 ? width.Stride : 1;
        Positions = checked((Pixels * Fold - 1) * width.Stride + (width.Filter - 1) * width.Dilation + 1);
        InputEnd = Math.Min(width.Input, Positions - width.Before);
        _planeLength = (Positions + _planes - 1) / _planes;

        Slice = SliceOf(channels);
        Chunk = (int)Math.Clamp(CacheBytes / (LaneBytes * Slice * Fold * width.Stride), 4, MaxOutputs / 2) / 4 * 4;
        // The last block of a slice may reach past it.
        LineLength = checked(_planes * _planeLength * Slice + 2 * DepthwiseTile.Lanes) / DepthwiseTile.Lanes * DepthwiseTile.Lanes;
        Step = (nint)(_planes > 1 ? 1 : width.Stride) * Slice * Fold;
        Offsets = new nint[Groups * width.Filter];
        for (var tap = 0; tap < Offsets.Length; tap++) Offsets[tap] = (nint)(tap / width.Filter) * LineLength + Lane(tap % width.Filter * width.Dilation);
        // Lines are joined only where all their outputs stand side by side.
        var isWhole = Pixels < Chunk + 4 && width.Output % Fold == 0;
        Lines = isWhole ? (int)Math.Clamp(CacheBytes / (LaneBytes * LineLength), 1, Math.Min((height.Output + Shared - 1) / Shared, Math.Max(1, MaxOutputs / (Pixels * Shared)))) : 1;
    }

    private long LaneBytes => (long)sizeof(int) * Groups;

    /// <summary>All channels, if as many outputs as make a call worth while then stay in the cache; else as many as let a few rows of outputs stay.</summary>
    private int SliceOf(int channels)
    {
        const int LeastOutputs = 24, LeastSlice = 64;
        if (Fold > 1 || CacheBytes / (LaneBytes * channels * _width.Stride) >= Math.Min(_width.Output, LeastOutputs) && _width.Output >= LeastOutputs) return channels;
        var lines = Math.Max(1, (LeastOutputs / Shared + Pixels - 1) / Pixels);
        return (int)Math.Clamp(CacheBytes / (LaneBytes * Positions * lines) / DepthwiseTile.Lanes * DepthwiseTile.Lanes, Math.Min(LeastSlice, channels), channels);
    }

    public int InputChannels { get; }
    public int RowsPerLane { get; }
    /// <summary>Outputs taken together.</summary>
    public int Fold { get; }
    /// <summary>Channels of outputs taken together, and how many of such there are in a row.</summary>
    public int Channels { get; }
    public int Pixels { get; }
    public int Groups { get; }
    /// <summary>Rows of outputs that share lines.</summary>
    public int Shared { get; }
    /// <summary>Positions that a row of outputs reads, padding included, and the end of those that are inputs.</summary>
    public int Positions { get; }
    public int InputEnd { get; }
    /// <summary>Channels in the lines at a time.</summary>
    public int Slice { get; }
    /// <summary>Lanes of a line.</summary>
    public int LineLength { get; }
    /// <summary>Lanes from an output to the next.</summary>
    public nint Step { get; }
    public nint[] Offsets { get; }
    /// <summary>Outputs of a row that are made at a time; up to three more at its end.</summary>
    public int Chunk { get; }
    /// <summary>Sets of lines that are made at a time.</summary>
    public int Lines { get; }
    /// <summary>Outputs that are made at a time at most.</summary>
    public int MostOutputs => Lines * Shared * Math.Min(Pixels, Chunk + 3);
    public int BlockCount => WeightPacking.BlockCount(Channels, DepthwiseTile.Lanes);
    /// <summary>The channel of each column of sums.</summary>
    public int[] ColumnOrder => [.. Enumerable.Range(0, BlockCount * DepthwiseTile.Lanes).Select(column => column < Channels ? column % InputChannels : -1)];
    /// <summary>Whether a row of inputs stands in a line as it stands in the input.</summary>
    public bool IsContiguous => _planes == 1 && Slice == InputChannels;
    /// <summary>Whether positions are sorted by their remainder.</summary>
    public bool IsSorted => _planes > 1;

    /// <summary>Bytes of the lines of one thread.</summary>
    public long ScratchBytes => checked((long)Lines * Groups * LineLength * sizeof(int));

    /// <summary>The first lane of a position, counted with the padding.</summary>
    public nint Lane(int position) => ((nint)(position % _planes) * _planeLength + position / _planes) * Slice;

    /// <summary>The end of the inputs that the outputs before <paramref name="pixel"/> read.</summary>
    public int InputsBefore(int pixel) => Math.Clamp((pixel * Fold - 1) * _width.Stride + (_width.Filter - 1) * _width.Dilation + 1 - _width.Before, 0, Math.Max(InputEnd, 0));
}
