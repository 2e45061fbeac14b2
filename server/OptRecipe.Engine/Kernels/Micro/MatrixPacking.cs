using System.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Packs a matrix that may change with every invocation in the blocks that products read, as <see cref="WeightPacking"/> does with constant weights.</summary>
/// <param name="depth">Elements that are summed over.</param>
/// <param name="isDepthFirst">Whether the matrix stands as [depth][columns]; else as [columns][depth].</param>
internal readonly struct MatrixPacking(int depth, int columns, int blockColumns, bool isDepthFirst)
{
    /// <summary>Elements of a packed matrix whose depth is multiplied <paramref name="step"/> elements at a time.</summary>
    public int Length(int step)
    {
        var last = Math.Max(WeightPacking.BlockCount(columns, blockColumns) - 1, 0);
        var length = WeightPacking.BlockLength(blockColumns, 1, depth, step);
        return checked(last * length + length / 2 * WeightPacking.Vectors(columns, last, blockColumns));
    }

    public void PackSingles(ReadOnlySpan<float> matrix, Span<float> packed)
    {
        for (var first = 0; first < columns; first += blockColumns)
        {
            var (count, width) = Block(first);
            var block = packed.Slice(first * depth, width * depth);
            if (isDepthFirst)
                for (var k = 0; k < depth; k++)
                {
                    matrix.Slice(k * columns + first, count).CopyTo(block.Slice(k * width, width));
                    block.Slice(k * width + count, width - count).Clear();
                }
            else
            {
                if (count < width) block.Clear();
                for (var column = 0; column < count; column++)
                {
                    var source = matrix.Slice((first + column) * depth, depth);
                    for (int k = 0, to = column; k < source.Length; k++, to += width) block[to] = source[k];
                }
            }
        }
    }

    /// <summary>Numbers of 8 bits as int16 with the zero point subtracted, two of the depth side by side.</summary>
    public void PackPairs<T>(ReadOnlySpan<T> matrix, int zeroPoint, Span<short> packed) where T : unmanaged, INumberBase<T>
    {
        var evenDepth = depth + depth % 2;
        for (var first = 0; first < columns; first += blockColumns)
        {
            var (count, width) = Block(first);
            var block = packed.Slice(first * evenDepth, width * evenDepth);
            if (count < width || depth % 2 > 0) block.Clear();
            if (isDepthFirst)
                for (var k = 0; k < depth; k++)
                {
                    var source = matrix.Slice(k * columns + first, count);
                    var to = block[(k / 2 * width * 2 + k % 2)..];
                    for (var column = 0; column < source.Length; column++) to[2 * column] = (short)(int.CreateTruncating(source[column]) - zeroPoint);
                }
            else
                for (var column = 0; column < count; column++)
                {
                    var source = matrix.Slice((first + column) * depth, depth);
                    for (var k = 0; k < source.Length; k++) block[(k / 2 * width + column) * 2 + k % 2] = (short)(int.CreateTruncating(source[k]) - zeroPoint);
                }
        }
    }

    /// <summary>Columns of the block that begins with a column, and how many it has room for.</summary>
    private (int Count, int Width) Block(int first) =>
        (Math.Min(blockColumns, columns - first), blockColumns / 2 * WeightPacking.Vectors(columns, first / blockColumns, blockColumns));
}
