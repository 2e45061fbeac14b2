namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A few rows of activations by packed 8-bit weights, to int32 sums: what is left when a kernel has rows of its own to make and sums of its own to finish.</summary>
internal sealed unsafe class RowProduct8
{
    private readonly MicroKernelSet _set;
    private readonly int _depth, _columns, _blockLength;

    public RowProduct8(MicroKernelSet set, PackedWeights8 packed, int depth, int columns)
    {
        (_set, Packed, _depth, _columns) = (set, packed, depth, columns);
        var step = packed.IsBytes ? 4 : 2;
        _blockLength = WeightPacking.BlockLength(packed.Columns, 1, depth, step);
        Stride = WeightPacking.BlockCount(columns, packed.Columns) * packed.Columns;
        RowLength = (depth + step - 1) / step * step;
    }

    public PackedWeights8 Packed { get; }
    /// <summary>Elements from a row of sums to the next: the columns, and room for those that fill the last block.</summary>
    public int Stride { get; }
    /// <summary>Elements of activations from a row to the next, as <see cref="Multiply"/> reads them.</summary>
    public int RowLength { get; }
    /// <summary>Bytes of such a row.</summary>
    public int RowBytes => RowLength * (Packed.IsBytes ? 1 : sizeof(short));

    /// <summary>sums[row, column] = bias[column] + Σ activations × weights; the bias of as many columns as <see cref="Stride"/> says.</summary>
    public void Multiply(byte* activations, int rows, int* bias, int* sums)
    {
        if (Packed.IsBytes)
            fixed (sbyte* weights = Packed.Bytes) Bytes(activations, rows, weights, bias, sums);
        else
            fixed (short* weights = Packed.Words) Words((short*)activations, rows, weights, bias, sums);
    }

    private void Bytes(byte* activations, int rows, sbyte* weights, int* bias, int* sums)
    {
        var tile = new ProductTile<byte, sbyte, int> { RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth, CStride = Stride };
        for (var column = 0; column < _columns; column += Packed.Columns)
        {
            tile.B = weights + (nint)(column / Packed.Columns) * _blockLength;
            tile.Bias = bias + column;
            for (var row = 0; row < rows; row += MicroKernelSet.MaxRows)
            {
                tile.A = activations + (nint)row * RowLength;
                tile.C = sums + (nint)row * Stride + column;
                _set.MultiplyUInt8(tile, Math.Min(rows - row, MicroKernelSet.MaxRows));
            }
        }
    }

    private void Words(short* activations, int rows, short* weights, int* bias, int* sums)
    {
        var tile = new ProductTile<short, short, int> { RowStride = RowLength, OuterCount = 1, InnerCount = 1, Depth = _depth, CStride = Stride };
        for (var column = 0; column < _columns; column += Packed.Columns)
        {
            tile.B = weights + (nint)(column / Packed.Columns) * _blockLength;
            tile.Bias = bias + column;
            for (var row = 0; row < rows; row += MicroKernelSet.MaxRows)
            {
                tile.A = activations + (nint)row * RowLength;
                tile.C = sums + (nint)row * Stride + column;
                _set.MultiplyInt16(tile, Math.Min(rows - row, MicroKernelSet.MaxRows));
            }
        }
    }
}
