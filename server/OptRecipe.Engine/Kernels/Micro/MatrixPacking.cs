using System.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A product of matrices, [rows][depth] × right.</summary>
/// <param name="IsDepthFirst">Whether the right matrix stands as [depth][columns]; else as [columns][depth].</param>
internal readonly record struct MatrixShape(int Rows, int Depth, int Columns, bool IsDepthFirst);

/// <summary>Packs a right matrix that may change with every invocation in the blocks that products read, as <see cref="WeightPacking"/> does with constant weights.</summary>
/// <param name="chunkDepth">Elements of the depth that are packed as a group of their own; the last chunk is filled up with zeros.</param>
internal readonly struct MatrixPacking(MatrixShape shape, int blockColumns, int chunkDepth)
{
    private readonly int _depth = shape.Depth, _columns = shape.Columns;
    private readonly bool _isDepthFirst = shape.IsDepthFirst;

    /// <summary>Elements of a packed matrix whose depth is multiplied <paramref name="step"/> elements at a time.</summary>
    public int Length(int step)
    {
        var chunks = (_depth + chunkDepth - 1) / chunkDepth;
        return WeightPacking.Length(ConvolutionGeometry.Plain(1, chunks * chunkDepth, chunks * _columns) with { Groups = chunks }, blockColumns, step);
    }

    /// <summary>Float32, in one chunk.</summary>
    public void PackSingles(ReadOnlySpan<float> matrix, Span<float> packed)
    {
        for (var first = 0; first < _columns; first += blockColumns)
        {
            var (count, width) = Block(first);
            var block = packed.Slice(first * _depth, width * _depth);
            if (_isDepthFirst)
                for (var k = 0; k < _depth; k++)
                {
                    matrix.Slice(k * _columns + first, count).CopyTo(block.Slice(k * width, width));
                    block.Slice(k * width + count, width - count).Clear();
                }
            else
            {
                if (count < width) block.Clear();
                for (var column = 0; column < count; column++)
                {
                    var source = matrix.Slice((first + column) * _depth, _depth);
                    for (int k = 0, to = column; k < source.Length; k++, to += width) block[to] = source[k];
                }
            }
        }
    }

    /// <summary>Numbers of 8 or 16 bits as int16 with the zero point subtracted, two of the depth side by side.</summary>
    public unsafe void PackPairs<T>(ReadOnlySpan<T> matrix, int zeroPoint, Span<short> packed) where T : unmanaged, INumberBase<T>
    {
        var evenDepth = chunkDepth + chunkDepth % 2;
        var rows = stackalloc byte*[2];
        var chunkLength = WeightPacking.BlockCount(_columns, blockColumns) * blockColumns * evenDepth;
        for (var start = 0; start < _depth; start += chunkDepth)
        {
            var depth = Math.Min(chunkDepth, _depth - start);
            for (var first = 0; first < _columns; first += blockColumns)
            {
                var (count, width) = Block(first);
                var block = packed.Slice(start / chunkDepth * chunkLength + first * evenDepth, width * evenDepth);
                if (count < width || depth < evenDepth) block.Clear();
                if (_isDepthFirst && typeof(T) == typeof(short) && zeroPoint == 0)
                    fixed (T* source = matrix)
                    fixed (short* to = block)
                    {
                        var from = (byte*)(source + start * _columns + first);
                        for (var k = 0; k < depth / 2; k++)
                        {
                            rows[0] = from + 2L * k * _columns * sizeof(short);
                            rows[1] = rows[0] + _columns * sizeof(short);
                            RowInterleaving.Pairs(rows, 0, (int*)to + k * width, count, 1, 0, 0);
                        }
                        for (var column = 0; column < count && depth % 2 > 0; column++) to[(depth - 1) * width + 2 * column] = ((short*)from)[(depth - 1) * _columns + column];
                    }
                else if (_isDepthFirst)
                    for (var k = 0; k < depth; k++)
                    {
                        var source = matrix.Slice((start + k) * _columns + first, count);
                        var to = block[(k / 2 * width * 2 + k % 2)..];
                        for (var column = 0; column < source.Length; column++) to[2 * column] = (short)(int.CreateTruncating(source[column]) - zeroPoint);
                    }
                else
                    for (var column = 0; column < count; column++)
                    {
                        var source = matrix.Slice((first + column) * _depth + start, depth);
                        for (var k = 0; k < source.Length; k++) block[(k / 2 * width + column) * 2 + k % 2] = (short)(int.CreateTruncating(source[k]) - zeroPoint);
                    }
            }
        }
    }

    /// <summary>Columns of the block that begins with a column, and how many it has room for.</summary>
    private (int Count, int Width) Block(int first) =>
        (Math.Min(blockColumns, _columns - first), blockColumns / 2 * WeightPacking.Vectors(_columns, first / blockColumns, blockColumns));
}
