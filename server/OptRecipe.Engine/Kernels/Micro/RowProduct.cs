using System.Runtime.CompilerServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A few rows by packed weights, for a kernel that makes its rows and finishes its sums itself. Threads share the columns.</summary>
/// <param name="step">Elements of the depth that a set multiplies at once.</param>
internal sealed unsafe class RowProduct<TA, TB, TC, TMultiply>(TMultiply multiply, int depth, int columns, int blockColumns, int step, TC low, TC high) : IParallelWork
    where TA : unmanaged where TB : unmanaged where TC : unmanaged where TMultiply : struct, IMultiply<TA, TB, TC>
{
    private readonly int _blocks = WeightPacking.BlockCount(columns, blockColumns), _blockLength = WeightPacking.BlockLength(blockColumns, 1, depth, step);
    private TA* _a;
    private TB* _weights;
    private TC* _start, _result;
    private nint _rowStride;
    private int _rows;

    /// <summary>Columns that are written: whole vectors.</summary>
    public int Stride => columns == 0 ? 0 : ((_blocks - 1) * 2 + WeightPacking.Vectors(columns, _blocks - 1, blockColumns)) * (blockColumns / 2);

    /// <summary>result[row, column] = start + Σ a × weights, all rows of <see cref="Stride"/> elements.</summary>
    /// <param name="start">One for each column; null where each row starts from what its result holds.</param>
    public void Run(WorkerPool workers, TA* a, nint rowStride, int rows, TB* weights, TC* start, TC* result)
    {
        _a = a;
        _weights = weights;
        _start = start;
        _result = result;
        (_rowStride, _rows) = (rowStride, rows);
        workers.Run(this, (long)rows * Stride * depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void IParallelWork.Run(int part, int partCount)
    {
        var stride = Stride;
        var tile = new ProductTile<TA, TB, TC> { RowStride = _rowStride, OuterCount = 1, InnerCount = 1, Depth = depth, CStride = stride, Low = low, High = high };
        for (var block = _blocks * part / partCount; block < _blocks * (part + 1) / partCount; block++)
        {
            tile.B = _weights + (nint)block * _blockLength;
            tile.Vectors = WeightPacking.Vectors(columns, block, blockColumns);
            tile.Columns = blockColumns / 2 * tile.Vectors;
            var most = _start is null ? 1 : multiply.MaxRows(tile.Vectors);
            for (var row = 0; row < _rows; row += most)
            {
                tile.A = _a + row * _rowStride;
                tile.C = _result + (nint)row * stride + block * blockColumns;
                tile.Bias = _start is null ? tile.C : _start + block * blockColumns;
                multiply.Multiply(tile, Math.Min(_rows - row, most));
            }
        }
    }
}

/// <summary>The same for 8-bit weights, in the form that the set has packed them in.</summary>
internal sealed unsafe class RowProduct8 : IParallelWork
{
    // Blocks that a set multiplies a single row by at once.
    private const int RowBlocks = 4;
    private readonly MicroKernelSet _set;
    private readonly int _columns, _depth, _blocks, _blockLength;
    private byte* _activations;
    private sbyte* _bytes;
    private short* _words;
    private int* _start, _sums;
    private int _rows;

    public RowProduct8(MicroKernelSet set, PackedWeights8 packed, int depth, int columns)
    {
        (_set, Packed, _depth, _columns) = (set, packed, depth, columns);
        var step = packed.IsBytes ? 4 : 2;
        (_blocks, _blockLength) = (WeightPacking.BlockCount(columns, packed.Columns), WeightPacking.BlockLength(packed.Columns, 1, depth, step));
        RowLength = (depth + step - 1) / step * step;
        Stride = columns == 0 ? 0 : ((_blocks - 1) * 2 + WeightPacking.Vectors(columns, _blocks - 1, packed.Columns)) * (packed.Columns / 2);
    }

    public PackedWeights8 Packed { get; }
    /// <summary>Elements from a row of sums to the next.</summary>
    public int Stride { get; }
    /// <summary>Elements of activations from a row to the next: number + the set's offset where the weights are packed as bytes, else as int16.</summary>
    public int RowLength { get; }
    /// <summary>Bytes of such a row.</summary>
    public int RowBytes => RowLength * (Packed.IsBytes ? 1 : sizeof(short));

    /// <summary>sums[row, column] = start[column] + Σ activations × weights.</summary>
    public void Run(WorkerPool workers, byte* activations, int rows, int* start, int* sums)
    {
        fixed (sbyte* bytes = Packed.Bytes)
        fixed (short* words = Packed.Words)
        {
            _activations = activations;
            _bytes = bytes;
            _words = words;
            _start = start;
            _sums = sums;
            _rows = rows;
            workers.Run(this, (long)rows * Stride * _depth);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void IParallelWork.Run(int part, int partCount)
    {
        var (first, end) = (_blocks * part / partCount, _blocks * (part + 1) / partCount);
        for (var row = 0; row < _rows; row++)
        {
            var (activations, sums) = ((nint)_activations + row * RowBytes, (nint)(_sums + row * Stride));
            if (Packed.IsBytes) Bytes((byte*)activations, (int*)sums, first, end);
            else Words((short*)activations, (int*)sums, first, end);
        }
    }

    private void Bytes(byte* activations, int* sums, int block, int end)
    {
        var band = new IntegerBand<byte, sbyte> { A = activations, RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth };
        for (int count; block < end; block += count)
        {
            band.B = _bytes + (nint)block * _blockLength;
            band.Bias = _start + block * Packed.Columns;
            band.C = sums + block * Packed.Columns;
            band.Vectors = WeightPacking.Vectors(_columns, block, Packed.Columns);
            count = AreFull(block, end) ? RowBlocks : 1;
            if (count > 1) _set.MultiplyBytesRow(band, _blockLength);
            else _set.MultiplyBytes(band, 1);
        }
    }

    private void Words(short* activations, int* sums, int block, int end)
    {
        var band = new IntegerBand<short, short> { A = activations, RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth };
        for (int count; block < end; block += count)
        {
            band.B = _words + (nint)block * _blockLength;
            band.Bias = _start + block * Packed.Columns;
            band.C = sums + block * Packed.Columns;
            band.Vectors = WeightPacking.Vectors(_columns, block, Packed.Columns);
            count = AreFull(block, end) ? RowBlocks : 1;
            if (count > 1) _set.MultiplyWordsRow(band, _blockLength);
            else _set.MultiplyWords(band, 1);
        }
    }

    private bool AreFull(int block, int end) => end - block >= RowBlocks && WeightPacking.Vectors(_columns, block + RowBlocks - 1, Packed.Columns) == 2;
}
