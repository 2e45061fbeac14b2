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
/// rows, whose sums go to the sink while they are in the first cache. Threads share the positions, or the columns of each group where there are more weights than input.</summary>
internal sealed unsafe class BandedProduct<TA, TB, TMultiply>(ConvolutionGeometry geometry, TMultiply multiply, int blockColumns, int step, IAccumulatorSink sink, IPixelRows<TA>? pixels = null) : IParallelWork
    where TA : unmanaged where TB : unmanaged where TMultiply : struct, IBandMultiply<TA, TB>
{
    // Eight tiles of six rows; four blocks of 32 columns are fewer sums.
    private const int BandRows = 48, MaxColumns = 32, RowBlocks = 4, StretchBytes = 24576, MaxStretch = 1008;
    // Products read whole steps: a few elements past the last. Threads do not share a cache line.
    private const int Slack = 64;
    private readonly int _blockLength = WeightPacking.BlockLength(blockColumns, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
    // Of one group.
    private readonly int _blocks = WeightPacking.BlockCount(geometry.GroupOutputs, blockColumns);
    private readonly long _positions = geometry.Positions;
    private readonly int _stretch = Stretch(geometry, sizeof(TA));
    private readonly IntegerBand<TA, TB> _shape = new()
    {
        RowStride = pixels is null ? geometry.RowStride : geometry.InputChannels, OuterCount = geometry.OuterCount, InnerCount = geometry.InnerCount, Depth = geometry.Depth,
        OuterPitch = geometry.OuterPitch, InnerPitch = geometry.InnerPitch,
    };
    private readonly InputRuns _runs = new(geometry);
    private readonly nint _gatheredLength = pixels is null ? 0 : checked((nint)((long)Math.Min(Stretch(geometry, sizeof(TA)), geometry.Positions) * geometry.InputChannels / Slack + 2) * Slack);
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
        workers.Run(this, _positions * geometry.Groups * _blocks * _blockLength);
    }

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    void IParallelWork.Run(int part, int partCount)
    {
        var sums = stackalloc int[BandRows * MaxColumns];
        var rowSums = stackalloc int[_rowFactor == 0 ? 1 : MaxStretch];
        var band = _shape;
        band.C = sums;
        var sharesColumns = geometry.GroupOutputs > _positions;
        var (first, end) = sharesColumns ? (0, _positions) : (_positions * part / partCount, _positions * (part + 1) / partCount);
        var (firstBlock, endBlock) = sharesColumns ? (_blocks * part / partCount, _blocks * (part + 1) / partCount) : (0, _blocks);
        for (var position = first; position < end; position += _stretch)
        {
            var walk = new Walk { Gathered = _gathered + part * _gatheredLength, Position = position, Rows = (int)Math.Min(_stretch, end - position), RowSums = rowSums };
            pixels?.Read(position, walk.Rows, walk.Gathered);
            for (; walk.Group < geometry.Groups; walk.Group++)
            {
                if (_rowFactor != 0) SumRows(walk);
                if (walk.Rows == 1) Row(band, walk, firstBlock, endBlock);
                else Blocks(band, walk, firstBlock, endBlock);
            }
        }
    }

    private void Row(IntegerBand<TA, TB> band, in Walk walk, int block, int endBlock)
    {
        band.A = Start(walk, 0);
        while (block < endBlock)
        {
            Enter(ref band, walk, block);
            var count = endBlock - block >= RowBlocks && Width(block + RowBlocks - 1) == blockColumns ? RowBlocks : 1;
            if (count == RowBlocks) multiply.MultiplyRow(band, _blockLength);
            else multiply.Multiply(band, 1);
            Store(band.C, count == 1 ? Width(block) : count * blockColumns, walk, 0, 1, block);
            block += count;
        }
    }

    private void Blocks(IntegerBand<TA, TB> band, in Walk walk, int firstBlock, int endBlock)
    {
        var sums = band.C;
        for (var block = firstBlock; block < endBlock; block++)
        {
            Enter(ref band, walk, block);
            var width = Width(block);
            for (var done = 0; done < walk.Rows;)
            {
                var count = Math.Min(BandRows, walk.Rows - done);
                for (int filled = 0, length; filled < count; filled += length)
                {
                    length = pixels is not null ? count : Math.Min(_runs.Rest(walk.Position + done + filled), count - filled);
                    band.A = Start(walk, done + filled);
                    band.C = sums + filled * width;
                    multiply.Multiply(band, length);
                }
                Store(sums, width, walk, done, count, block);
                done += count;
            }
        }
    }

    /// <summary>Columns of a packed block.</summary>
    private int Width(int block) => blockColumns / 2 * WeightPacking.Vectors(geometry.GroupOutputs, block, blockColumns);

    private void Enter(ref IntegerBand<TA, TB> band, in Walk walk, int block)
    {
        var index = walk.Group * _blocks + block;
        band.B = _weights + (nint)index * _blockLength;
        band.Bias = _bias + index * blockColumns;
        band.Vectors = WeightPacking.Vectors(geometry.GroupOutputs, block, blockColumns);
    }

    private void Store(int* sums, int width, in Walk walk, int done, int rows, int block)
    {
        if (_rowFactor != 0) RowSums.Add(sums, width, rows, walk.RowSums + done);
        var column = block * blockColumns;
        sink.Store(sums, walk.Group * _blocks * blockColumns + column, Math.Min(width, geometry.GroupOutputs - column),
            (nint)(walk.Position + done) * geometry.OutputChannels + walk.Group * geometry.GroupOutputs + column, new RequantizedRows(rows, width, geometry.OutputChannels));
    }

    /// <summary>The input of a row of a stretch.</summary>
    private TA* Start(in Walk walk, int row) =>
        (pixels is not null ? walk.Gathered + row * _shape.RowStride : _input + _runs.Start(walk.Position + row)) + walk.Group * geometry.GroupInputs;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SumRows(in Walk walk)
    {
        var (outerCount, innerCount, depth) = (_shape.OuterCount, _shape.InnerCount, _shape.Depth);
        nint outerPitch = _shape.OuterPitch, innerPitch = _shape.InnerPitch, stride = _shape.RowStride;
        for (var row = 0; row < walk.Rows;)
        {
            var start = (byte*)Start(walk, row);
            var end = pixels is not null ? walk.Rows : Math.Min(walk.Rows, row + _runs.Rest(walk.Position + row));
            for (; row < end; row++, start += stride)
            {
                var sum = 0;
                for (var outer = 0; outer < outerCount; outer++)
                    for (var inner = 0; inner < innerCount; inner++) sum += RowSums.Of(start + outer * outerPitch + inner * innerPitch, depth);
                walk.RowSums[row] = sum * _rowFactor;
            }
        }
    }

    /// <summary>Positions whose input and output stay in the first cache, in whole bands.</summary>
    private static int Stretch(ConvolutionGeometry geometry, int elementBytes)
    {
        var bytes = (long)geometry.InputChannels * Math.Max(geometry.StrideX, 1) * Math.Max(geometry.StrideY, 1) * elementBytes + geometry.OutputChannels;
        return (int)Math.Clamp(StretchBytes / bytes / BandRows * BandRows, BandRows, MaxStretch);
    }

    /// <summary>Positions that one thread walks for one group.</summary>
    private struct Walk
    {
        public TA* Gathered;
        public long Position;
        public int Rows, Group;
        public int* RowSums;
    }
}
