namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>How the inputs of one row of outputs lie beside each other: a line of lanes (position, channel) for each group of rows of the window, as many rows as a lane holds
/// elements. Where several outputs fit into a block of sixteen channels they are taken for one of more channels; with a stride, positions are then sorted by their remainder,
/// so that neighbouring outputs read neighbouring inputs for every tap.</summary>
internal sealed class DepthwiseLayout
{
    // Room behind a line: the last block may reach past it.
    private const int Slack = DepthwiseTile.Lanes;
    // Lanes that one block reads are read again for the next: they should stay in the first cache.
    private const int ChunkBytes = 24 * 1024, MaxChunk = 32, MaxFoldedStride = 8;
    private readonly WindowAxis _width;
    private readonly int _planes, _planeLength;

    /// <param name="rowsPerLane">4 for bytes, 2 for words.</param>
    public DepthwiseLayout(WindowAxis height, WindowAxis width, int channels, int rowsPerLane)
    {
        (_width, InputChannels, RowsPerLane) = (width, channels, rowsPerLane);
        Fold = width.Stride <= MaxFoldedStride && channels < DepthwiseTile.Lanes && DepthwiseTile.Lanes % channels == 0 ? DepthwiseTile.Lanes / channels : 1;
        Channels = channels * Fold;
        Groups = (height.Filter + rowsPerLane - 1) / rowsPerLane;
        Pixels = (width.Output + Fold - 1) / Fold;
        _planes = Fold > 1 ? width.Stride : 1;
        Positions = checked((Pixels * Fold - 1) * width.Stride + (width.Filter - 1) * width.Dilation + 1);
        InputEnd = Math.Min(width.Input, Positions - width.Before);
        _planeLength = (Positions + _planes - 1) / _planes;
        LineLength = checked(_planes * _planeLength * channels + Slack);
        Step = (nint)(_planes > 1 ? 1 : width.Stride) * Channels;
        Offsets = new nint[Groups * width.Filter];
        for (var tap = 0; tap < Offsets.Length; tap++) Offsets[tap] = (nint)(tap / width.Filter) * LineLength + Lane(tap % width.Filter * width.Dilation);
        Chunk = (int)Math.Clamp(ChunkBytes / ((long)sizeof(int) * Channels * width.Stride * Groups), 4, MaxChunk) / 4 * 4;
    }

    public int InputChannels { get; }
    public int RowsPerLane { get; }
    /// <summary>Outputs taken together.</summary>
    public int Fold { get; }
    /// <summary>Channels of outputs taken together, and how many of such there are in a row.</summary>
    public int Channels { get; }
    public int Pixels { get; }
    public int Groups { get; }
    /// <summary>Positions that a row of outputs reads, padding included, and the end of those that are inputs.</summary>
    public int Positions { get; }
    public int InputEnd { get; }
    /// <summary>Lanes of a line.</summary>
    public int LineLength { get; }
    /// <summary>Lanes from an output to the next.</summary>
    public nint Step { get; }
    public nint[] Offsets { get; }
    /// <summary>Outputs that are made at a time.</summary>
    public int Chunk { get; }
    public int BlockCount => WeightPacking.BlockCount(Channels, DepthwiseTile.Lanes);
    /// <summary>Whether positions stand in the line as in the input.</summary>
    public bool IsContiguous => _planes == 1;

    /// <summary>Bytes of the lines of one thread.</summary>
    public long ScratchBytes => checked((long)Groups * LineLength * sizeof(int));

    /// <summary>The first lane of a position, counted with the padding.</summary>
    public nint Lane(int position) => ((nint)(position % _planes) * _planeLength + position / _planes) * InputChannels;

    /// <summary>The end of the inputs that the outputs before <paramref name="pixel"/> read.</summary>
    public int InputsBefore(int pixel) => Math.Clamp((pixel * Fold - 1) * _width.Stride + (_width.Filter - 1) * _width.Dilation + 1 - _width.Before, 0, Math.Max(InputEnd, 0));
}
