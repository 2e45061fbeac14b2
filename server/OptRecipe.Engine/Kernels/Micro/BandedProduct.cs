using System.Runtime.CompilerServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A set's integer product; a struct, so that the walk is compiled for it.</summary>
internal interface IBandMultiply<TA, TB> where TA : unmanaged where TB : unmanaged
{
    void Multiply(in IntegerBand<TA, TB> band, int rows);
    void MultiplyRow(in IntegerBand<TA, TB> band, nint blockLength);
}

/// <summary>Reads the pixels of a convolution without extent, each as the product wants it, side by side; called on several threads at once.</summary>
internal unsafe interface IPixelRows<T> where T : unmanaged
{
    void Read(long position, int rows, T* to);
}

/// <summary>Walks a convolution of integers: stretches of positions whose input and output stay in the first cache, in them block of columns after block of columns, in those bands of
/// rows, whose sums go to the sink while they are in the first cache. Threads share the positions, or the columns where there are more weights than input.</summary>
internal sealed unsafe class BandedProduct<TA, TB, TMultiply>(ConvolutionGeometry geometry, TMultiply multiply, int blockColumns, int step, IAccumulatorSink sink, IPixelRows<TA>? pixels = null) : IParallelWork
    where TA : unmanaged where TB : unmanaged where TMultiply : struct, IBandMultiply<TA, TB>
{
    // Eight tiles of six rows; four blocks of 32 columns are fewer sums.
    private const int BandRows = 48, MaxColumns = 32, RowBlocks = 4, StretchBytes = 24576, MaxStretch = 1008;
    // Products read whole steps: a few elements past the last. Threads do not share a cache line.
    private const int Slack = 64;
    private readonly int _blockLength = WeightPacking.BlockLength(blockColumns, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
    private readonly int _blocks = WeightPacking.BlockCount(geometry.OutputChannels, blockColumns);
    private readonly long _positions = geometry.Positions;
    private readonly int _stretch = Stretch(geometry, sizeof(TA));
    private readonly IntegerBand<TA, TB> _shape = new()
    {
        RowStride = pixels is null ? geometry.RowStride : geometry.Depth, OuterCount = geometry.OuterCount, InnerCount = geometry.InnerCount, Depth = geometry.Depth,
        OuterPitch = geometry.OuterPitch, InnerPitch = geometry.InnerPitch,
    };
    private readonly InputRuns _runs = new(geometry);
    private readonly nint _gatheredLength = pixels is null ? 0 : checked((nint)((long)Math.Min(Stretch(geometry, sizeof(TA)), geometry.Positions) * geometry.Depth / Slack + 2) * Slack);
    private TA* _input, _gathered;
    private TB* _weights;
    private int* _bias;
    private int _rowFactor;

    /// <summary>Elements of memory for pixels that are gathered first, for one thread.</summary>
    public long GatheredLength => _gatheredLength;

    /// <param name="input">The input, framed where <see cref="ConvolutionGeometry.NeedsFrame"/>; where pixels are gathered, memory of <see cref="GatheredLength"/> for each thread.</param>
    /// <param name="bias">One for each column of all blocks.</param>
    /// <param name="rowFactor">How often the sum of a row's input bytes is added to each of its sums.</param>
    public void Run(WorkerPool workers, TA* input, TB* weights, int* bias, int rowFactor)
    {
        _input = input;
        _gathered = input;
        _weights = weights;
        _bias = bias;
        _rowFactor = rowFactor;
        workers.Run(this, _positions * _blocks * _blockLength);
    }

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    void IParallelWork.Run(int part, int partCount)
    {
        var sums = stackalloc int[BandRows * MaxColumns];
        var rowSums = stackalloc int[_rowFactor == 0 ? 1 : MaxStretch];
        var band = _shape;
        band.C = sums;
        var sharesColumns = geometry.OutputChannels > _positions;
        var (first, end) = sharesColumns ? (0, _positions) : (_positions * part / partCount, _positions * (part + 1) / partCount);
        var (firstBlock, endBlock) = sharesColumns ? (_blocks * part / partCount, _blocks * (part + 1) / partCount) : (0, _blocks);
        for (var position = first; position < end; position += _stretch)
        {
            var rows = (int)Math.Min(_stretch, end - position);
            var gathered = _gathered + part * _gatheredLength;
            pixels?.Read(position, rows, gathered);
            if (_rowFactor != 0) SumRows(rowSums, gathered, position, rows);
            if (rows == 1) Row(band, gathered, position, firstBlock, endBlock, rowSums);
            else Blocks(band, gathered, position, rows, firstBlock, endBlock, rowSums);
        }
    }

    private void Row(IntegerBand<TA, TB> band, TA* gathered, long position, int block, int endBlock, int* rowSums)
    {
        band.A = Start(gathered, position, 0);
        while (block < endBlock)
        {
            Enter(ref band, block);
            var count = endBlock - block >= RowBlocks && Width(block + RowBlocks - 1) == blockColumns ? RowBlocks : 1;
            if (count == RowBlocks) multiply.MultiplyRow(band, _blockLength);
            else multiply.Multiply(band, 1);
            Store(band.C, count == 1 ? Width(block) : count * blockColumns, 1, position, block, rowSums);
            block += count;
        }
    }

    private void Blocks(IntegerBand<TA, TB> band, TA* gathered, long position, int rows, int firstBlock, int endBlock, int* rowSums)
    {
        var sums = band.C;
        for (var block = firstBlock; block < endBlock; block++)
        {
            Enter(ref band, block);
            var width = Width(block);
            for (var done = 0; done < rows;)
            {
                var count = Math.Min(BandRows, rows - done);
                for (int filled = 0, length; filled < count; filled += length)
                {
                    length = pixels is not null ? count : Math.Min(_runs.Rest(position + done + filled), count - filled);
                    band.A = Start(gathered, position, done + filled);
                    band.C = sums + filled * width;
                    multiply.Multiply(band, length);
                }
                Store(sums, width, count, position + done, block, rowSums + done);
                done += count;
            }
        }
    }

    /// <summary>Columns of a packed block.</summary>
    private int Width(int block) => blockColumns / 2 * WeightPacking.Vectors(geometry.OutputChannels, block, blockColumns);

    private void Enter(ref IntegerBand<TA, TB> band, int block)
    {
        band.B = _weights + (nint)block * _blockLength;
        band.Bias = _bias + block * blockColumns;
        band.Vectors = WeightPacking.Vectors(geometry.OutputChannels, block, blockColumns);
    }

    private void Store(int* sums, int stride, int rows, long position, int block, int* rowSums)
    {
        if (_rowFactor != 0) RowSums.Add(sums, stride, rows, rowSums);
        var column = block * blockColumns;
        sink.Store(sums, stride, rows, position, column, Math.Min(stride, geometry.OutputChannels - column));
    }

    /// <summary>The input of a row of a stretch.</summary>
    private TA* Start(TA* gathered, long position, int row) => pixels is not null ? gathered + row * _shape.RowStride : _input + _runs.Start(position + row);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SumRows(int* rowSums, TA* gathered, long position, int rows)
    {
        var (outerCount, innerCount, depth) = (_shape.OuterCount, _shape.InnerCount, _shape.Depth);
        nint outerPitch = _shape.OuterPitch, innerPitch = _shape.InnerPitch, stride = _shape.RowStride;
        for (var row = 0; row < rows;)
        {
            var start = (byte*)Start(gathered, position, row);
            var end = pixels is not null ? rows : Math.Min(rows, row + _runs.Rest(position + row));
            for (; row < end; row++, start += stride)
            {
                var sum = 0;
                for (var outer = 0; outer < outerCount; outer++)
                    for (var inner = 0; inner < innerCount; inner++) sum += RowSums.Of(start + outer * outerPitch + inner * innerPitch, depth);
                rowSums[row] = sum * _rowFactor;
            }
        }
    }

    /// <summary>Positions whose input and output stay in the first cache, in whole bands.</summary>
    private static int Stretch(ConvolutionGeometry geometry, int elementBytes)
    {
        var bytes = (long)geometry.InputChannels * Math.Max(geometry.StrideX, 1) * Math.Max(geometry.StrideY, 1) * elementBytes + geometry.OutputChannels;
        return (int)Math.Clamp(StretchBytes / bytes / BandRows * BandRows, BandRows, MaxStretch);
    }
}
