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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    private readonly RowProduct<byte, sbyte, int, UInt8Multiply> _bytes;
    private readonly RowProduct<short, short, int, Int16Multiply> _words;

    public RowProduct8(MicroKernelSet set, PackedWeights8 packed, int depth, int columns)
    {
        Packed = packed;
        var step = packed.IsBytes ? 4 : 2;
        _bytes = new(new(set), depth, columns, packed.Columns, step, 0, 0);
        _words = new(new(set), depth, columns, packed.Columns, step, 0, 0);
        RowLength = (depth + step - 1) / step * step;
    }

    public PackedWeights8 Packed { get; }
    /// <summary>Elements from a row of sums to the next.</summary>
    public int Stride => _bytes.Stride;
    /// <summary>Elements of activations from a row to the next: number + 128 where the weights are packed as bytes, else as int16.</summary>
    public int RowLength { get; }
    /// <summary>Bytes of such a row.</summary>
    public int RowBytes => RowLength * (Packed.IsBytes ? 1 : sizeof(short));

    /// <summary>sums[row, column] = start[column] + Σ activations × weights.</summary>
    public void Run(byte* activations, int rows, int* start, int* sums)
    {
        fixed (sbyte* bytes = Packed.Bytes)
        fixed (short* words = Packed.Words)
        {
            if (Packed.IsBytes) _bytes.Run(activations, RowLength, rows, bytes, start, sums);
            else _words.Run((short*)activations, RowLength, rows, words, start, sums);
        }
    }
}
