using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A few rows by packed weights, for a kernel that makes its rows and finishes its sums itself.</summary>
/// <param name="step">Elements of the depth that a set multiplies at once.</param>
internal readonly unsafe struct RowProduct<TA, TB, TC, TMultiply>(TMultiply multiply, int depth, int columns, int blockColumns, int step, TC low, TC high)
    where TA : unmanaged where TB : unmanaged where TC : unmanaged where TMultiply : struct, IMultiply<TA, TB, TC>
{
    private readonly int _blocks = WeightPacking.BlockCount(columns, blockColumns), _blockLength = WeightPacking.BlockLength(blockColumns, 1, depth, step);

    /// <summary>Columns that are written: whole vectors.</summary>
    public int Stride => columns == 0 ? 0 : ((_blocks - 1) * 2 + WeightPacking.Vectors(columns, _blocks - 1, blockColumns)) * (blockColumns / 2);

    /// <summary>result[row, column] = start + Σ a × weights, all rows of <see cref="Stride"/> elements.</summary>
    /// <param name="start">One for each column; null where each row starts from what its result holds.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run(TA* a, nint rowStride, int rows, TB* weights, TC* start, TC* result)
    {
        var stride = Stride;
        var tile = new ProductTile<TA, TB, TC> { RowStride = rowStride, OuterCount = 1, InnerCount = 1, Depth = depth, CStride = stride, Low = low, High = high };
        for (var block = 0; block < _blocks; block++)
        {
            tile.B = weights + (nint)block * _blockLength;
            tile.Vectors = WeightPacking.Vectors(columns, block, blockColumns);
            tile.Columns = blockColumns / 2 * tile.Vectors;
            var most = start is null ? 1 : multiply.MaxRows(tile.Vectors);
            for (var row = 0; row < rows; row += most)
            {
                tile.A = a + row * rowStride;
                tile.C = result + (nint)row * stride + block * blockColumns;
                tile.Bias = start is null ? tile.C : start + block * blockColumns;
                multiply.Multiply(tile, Math.Min(rows - row, most));
            }
        }
    }
}

/// <summary>The same for 8-bit weights, in the form that the set has packed them in.</summary>
internal sealed unsafe class RowProduct8
{
    // Blocks that a set multiplies a single row by at once.
    private const int RowBlocks = 4;
    private readonly MicroKernelSet _set;
    private readonly int _columns, _depth, _blocks, _blockLength;

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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run(byte* activations, int rows, int* start, int* sums)
    {
        fixed (sbyte* bytes = Packed.Bytes)
        fixed (short* words = Packed.Words)
        {
            for (var row = 0; row < rows; row++, activations += RowBytes, sums += Stride)
            {
                if (Packed.IsBytes) Bytes(activations, bytes, start, sums);
                else Words((short*)activations, words, start, sums);
            }
        }
    }

    private void Bytes(byte* activations, sbyte* weights, int* start, int* sums)
    {
        var band = new IntegerBand<byte, sbyte> { A = activations, RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth };
        for (int block = 0, count; block < _blocks; block += count)
        {
            band.B = weights + (nint)block * _blockLength;
            band.Bias = start + block * Packed.Columns;
            band.C = sums + block * Packed.Columns;
            band.Vectors = WeightPacking.Vectors(_columns, block, Packed.Columns);
            count = AreFull(block) ? RowBlocks : 1;
            if (count > 1) _set.MultiplyBytesRow(band, _blockLength);
            else _set.MultiplyBytes(band, 1);
        }
    }

    private void Words(short* activations, short* weights, int* start, int* sums)
    {
        var band = new IntegerBand<short, short> { A = activations, RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth };
        for (int block = 0, count; block < _blocks; block += count)
        {
            band.B = weights + (nint)block * _blockLength;
            band.Bias = start + block * Packed.Columns;
            band.C = sums + block * Packed.Columns;
            band.Vectors = WeightPacking.Vectors(_columns, block, Packed.Columns);
            count = AreFull(block) ? RowBlocks : 1;
            if (count > 1) _set.MultiplyWordsRow(band, _blockLength);
            else _set.MultiplyWords(band, 1);
        }
    }

    private bool AreFull(int block) => _blocks - block >= RowBlocks && WeightPacking.Vectors(_columns, block + RowBlocks - 1, Packed.Columns) == 2;
}
