using System.Runtime.CompilerServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>One call of a set's product; a struct, so that the walk is compiled for it.</summary>
internal interface IMultiply<TA, TB, TC> where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    void Multiply(in ProductTile<TA, TB, TC> tile, int rows);
}

/// <summary>Takes a tile of accumulators to where it belongs.</summary>
internal unsafe interface ITileSink<TC> where TC : unmanaged
{
    /// <summary>Where whole tiles may be written at once; null when every tile goes through <see cref="Store"/>.</summary>
    TC* Direct { get; }
    /// <param name="tile">Rows of <paramref name="stride"/> elements.</param>
    /// <param name="row">The first row's number among all output positions.</param>
    void Store(TC* tile, int stride, int rows, int columns, long row, int firstColumn);
}

/// <summary>Walks a convolution in tiles: block of columns by block of columns, so that a block of weights stays in the cache while the rows pass. Rows are shared among threads.</summary>
internal sealed unsafe class BlockedProduct<TA, TB, TC, TMultiply, TSink>(ConvolutionGeometry geometry, TMultiply multiply, int blockColumns, int step) : IParallelWork
    where TA : unmanaged where TB : unmanaged where TC : unmanaged where TMultiply : struct, IMultiply<TA, TB, TC> where TSink : struct, ITileSink<TC>
{
    private const int MaxColumns = 32;
    private readonly int _blockLength = WeightPacking.BlockLength(blockColumns, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
    private TSink _sink;
    private TA* _input;
    private TB* _weights;
    private TC* _bias;
    private TC _low, _high;

    /// <param name="input">The input, framed where <see cref="ConvolutionGeometry.NeedsFrame"/>.</param>
    /// <param name="bias">One for each column of all blocks.</param>
    public void Run(WorkerPool workers, TA* input, TB* weights, TC* bias, TSink sink, TC low, TC high)
    {
        _input = input;
        _weights = weights;
        _bias = bias;
        (_sink, _low, _high) = (sink, low, high);
        workers.Run(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IParallelWork.Run(int part, int partCount)
    {
        var scratch = stackalloc TC[MicroKernelSet.MaxRows * MaxColumns];
        var tile = new ProductTile<TA, TB, TC>
        {
            RowStride = geometry.RowStride, OuterCount = geometry.OuterCount, InnerCount = geometry.InnerCount, Depth = geometry.Depth,
            OuterPitch = geometry.OuterPitch, InnerPitch = geometry.InnerPitch, Low = _low, High = _high,
        };
        var positions = (long)geometry.RunCount * geometry.RunLength;
        long first = positions * part / partCount, end = positions * (part + 1) / partCount;
        for (var column = 0; column < geometry.OutputChannels; column += blockColumns)
        {
            tile.B = _weights + (nint)(column / blockColumns) * _blockLength;
            tile.Bias = _bias + column;
            var columns = Math.Min(blockColumns, geometry.OutputChannels - column);
            for (var position = first; position < end;)
            {
                var inRun = (int)(position % geometry.RunLength);
                var length = (int)Math.Min(geometry.RunLength - inRun, end - position);
                Run(tile, scratch, _input + geometry.RunStart((int)(position / geometry.RunLength)) + inRun * geometry.RowStride, length, position, column, columns);
                position += length;
            }
        }
    }

    private void Run(ProductTile<TA, TB, TC> tile, TC* scratch, TA* start, int length, long position, int column, int columns)
    {
        // Tiles of nearly equal height: a last one of a single row would cost as much as one of three.
        var tiles = (length + MicroKernelSet.MaxRows - 1) / MicroKernelSet.MaxRows;
        for (int index = 0, done = 0; index < tiles; index++)
        {
            var rows = (length - done + tiles - index - 1) / (tiles - index);
            tile.A = start + done * tile.RowStride;
            var isDirect = _sink.Direct is not null && columns == blockColumns;
            tile.C = isDirect ? _sink.Direct + (position + done) * geometry.OutputChannels + column : scratch;
            tile.CStride = isDirect ? geometry.OutputChannels : blockColumns;
            multiply.Multiply(tile, rows);
            if (!isDirect) _sink.Store(scratch, blockColumns, rows, columns, position + done, column);
            done += rows;
        }
    }
}
