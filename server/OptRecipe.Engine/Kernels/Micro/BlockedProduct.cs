using System.Runtime.CompilerServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>One call of a set's product; a struct, so that the walk is compiled for it.</summary>
internal interface IMultiply<TA, TB, TC> where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    /// <summary>Rows that a call takes at most, with one or two vectors of columns.</summary>
    int MaxRows(int vectors);
    void Multiply(in ProductTile<TA, TB, TC> tile, int rows);
}

/// <summary>Takes a tile of accumulators to where it belongs.</summary>
internal unsafe interface ITileSink<TC> where TC : unmanaged
{
    /// <summary>Where results may be written at once, output position by output position; null when every tile goes through <see cref="Store"/>.</summary>
    TC* Direct { get; }
    /// <param name="tile">Rows of <paramref name="stride"/> elements.</param>
    /// <param name="row">The first row's number among all output positions.</param>
    /// <param name="rowPitch">Output positions from a row to the next.</param>
    void Store(TC* tile, int stride, int rows, int columns, long row, nint rowPitch, int firstColumn);
}

/// <summary>Walks a convolution in tiles: block of columns by block of columns, so that a block of weights stays in the cache while some rows pass. Tiles are the same for
/// any number of threads, so that sums are.</summary>
/// <param name="regions">What to walk, of <see cref="ConvolutionRegions"/>.</param>
internal sealed unsafe class BlockedProduct<TA, TB, TC, TMultiply, TSink>(
    ConvolutionGeometry geometry, ConvolutionRegion[] regions, TMultiply multiply, int blockColumns, int step) : IParallelWork
    where TA : unmanaged where TB : unmanaged where TC : unmanaged where TMultiply : struct, IMultiply<TA, TB, TC> where TSink : struct, ITileSink<TC>
{
    // Input and output that stay in the second-level cache beside a block of weights while block after block of columns is made of them.
    private const int ChunkBytes = 512 * 1024;
    // Of one group.
    private readonly int _groupBlocks = WeightPacking.BlockCount(geometry.GroupOutputs, blockColumns);
    private readonly int _blocks = geometry.Groups * WeightPacking.BlockCount(geometry.GroupOutputs, blockColumns);
    private readonly int _blockLength = WeightPacking.BlockLength(blockColumns, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
    private readonly int _chunks = (int)Math.Min(
        ((long)geometry.Items * geometry.InputHeight * geometry.InputWidth * geometry.InputChannels * sizeof(TA) + (long)geometry.Positions * geometry.OutputChannels * sizeof(TC)) / ChunkBytes + 1,
        geometry.Positions / 64 + 1);
    // Of blocks of one vector and of two.
    private readonly Strip[] _narrow = Strips(regions, multiply.MaxRows(1)), _wide = Strips(regions, multiply.MaxRows(2));
    private TSink _sink;
    private TA* _input;
    private TB* _weights;
    private TC* _bias;
    private TC _low, _high;

    /// <param name="input">The input, with a frame where the regions are those of one.</param>
    /// <param name="bias">One for each column of all blocks.</param>
    public void Run(WorkerPool workers, TA* input, TB* weights, TC* bias, TSink sink, TC low, TC high)
    {
        _input = input;
        _weights = weights;
        _bias = bias;
        (_sink, _low, _high) = (sink, low, high);
        workers.Run(this, (long)geometry.Positions * geometry.OutputChannels * geometry.OuterCount * geometry.InnerCount * geometry.Depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void IParallelWork.Run(int part, int partCount)
    {
        var scratch = stackalloc TC[_sink.Direct is null ? MicroKernelSet.MaxTile : 1];
        var tile = new ProductTile<TA, TB, TC> { InnerPitch = geometry.InnerPitch, C = scratch, Low = _low, High = _high, IsOnlyRow = geometry.Positions == 1 };
        if (geometry.Positions < 4 * partCount)
        {
            for (var block = _blocks * part / partCount; block < _blocks * (part + 1) / partCount; block++) Run(ref tile, block, 0, 1);
            return;
        }
        var chunks = _blocks == 1 ? 1 : (_chunks + partCount - 1) / partCount;
        for (var chunk = 0; chunk < chunks; chunk++)
            for (var block = 0; block < _blocks; block++) Run(ref tile, block, part * chunks + chunk, partCount * chunks);
    }

    /// <summary>One of so many equal parts of a block's tiles.</summary>
    private void Run(ref ProductTile<TA, TB, TC> tile, int block, int part, int partCount)
    {
        var (group, index) = Math.DivRem(block, _groupBlocks);
        var columns = Math.Min(blockColumns, geometry.GroupOutputs - index * blockColumns);
        tile.Vectors = WeightPacking.Vectors(geometry.GroupOutputs, index, blockColumns);
        var width = blockColumns / 2 * tile.Vectors;
        tile.Columns = _sink.Direct is null ? width : columns;
        tile.Bias = _bias + block * blockColumns;
        foreach (var strip in tile.Vectors == 1 ? _narrow : _wide)
        {
            var (first, end) = partCount == 1 ? (0, strip.Tiles) : ((int)((long)strip.Tiles * part / partCount), (int)((long)strip.Tiles * (part + 1) / partCount));
            if (first == end) continue;
            var region = strip.Region;
            tile.B = _weights + (nint)block * _blockLength + (nint)region.FirstStep * width;
            tile.OuterSkip = (nint)region.SkippedSteps * width;
            tile.OuterPitch = region.OuterPitch;
            (tile.OuterCount, tile.InnerCount, tile.Depth, tile.RowStride) = (region.OuterCount, region.InnerCount, region.Depth, region.RowStride);
            Run(ref tile, strip, first, end, _input + group * geometry.GroupInputs, group * geometry.GroupOutputs + index * blockColumns, columns);
        }
    }

    private void Run(ref ProductTile<TA, TB, TC> tile, Strip strip, int first, int end, TA* input, int column, int columns)
    {
        TC* direct = _sink.Direct, scratch = tile.C;
        var (region, channels) = (strip.Region, (nint)geometry.OutputChannels);
        tile.CStride = direct is null ? blockColumns / 2 * tile.Vectors : region.RowPositions * channels;
        var (run, index) = first == 0 ? (0, 0) : Math.DivRem(first, strip.TilesPerRun);
        for (var left = end - first; left > 0; run++, index = 0)
        {
            var (item, inItem) = region.Items == 1 ? (0, run) : Math.DivRem(run, region.RunsPerItem);
            var done = index * strip.Height + Math.Min(index, strip.Higher);
            tile.A = input + region.Start + item * region.ItemPitch + inItem * region.RunPitch + done * region.RowStride;
            var position = region.Position + (long)item * geometry.OutputHeight * geometry.OutputWidth + inItem * region.RunPositions + (long)done * region.RowPositions;
            if (direct is not null) tile.C = direct + (nint)position * channels + column;
            for (; index < strip.TilesPerRun && left > 0; index++, left--)
            {
                var rows = index < strip.Higher ? strip.Height + 1 : strip.Height;
                multiply.Multiply(tile, rows);
                tile.A += rows * region.RowStride;
                if (direct is not null) tile.C += rows * tile.CStride;
                else
                {
                    _sink.Store(scratch, (int)tile.CStride, rows, columns, position, region.RowPositions, column);
                    position += (long)rows * region.RowPositions;
                }
            }
        }
        tile.C = scratch;
    }

    private static Strip[] Strips(ConvolutionRegion[] regions, int maxRows) => Array.ConvertAll(regions, region => new Strip(region, maxRows));

    /// <summary>A region cut into tiles of nearly equal height: a last one of a single row would cost as much as one of three.</summary>
    private sealed class Strip(ConvolutionRegion region, int maxRows)
    {
        public ConvolutionRegion Region => region;
        public int TilesPerRun { get; } = region.TilesPerRun(maxRows);
        public int Tiles { get; } = region.Tiles(maxRows);
        /// <summary>Rows of a tile, and how many tiles have one more.</summary>
        public int Height { get; } = region.RunLength / Math.Max(1, region.TilesPerRun(maxRows));
        public int Higher { get; } = region.RunLength % Math.Max(1, region.TilesPerRun(maxRows));
    }
}
