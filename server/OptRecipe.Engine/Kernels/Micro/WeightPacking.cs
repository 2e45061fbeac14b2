namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Weights in the order in which products read them: blocks of columns (output channels), in each block segment after segment, in each segment step after step, in
/// each step column after column, in each column the elements of the step. Columns beyond the last and elements beyond the depth are zero. The last block is half as wide where
/// that is enough.</summary>
internal static class WeightPacking
{
    /// <summary>Elements of one block.</summary>
    public static int BlockLength(int columnsPerBlock, int segments, int depth, int step) => checked(segments * ((depth + step - 1) / step) * columnsPerBlock * step);

    public static int BlockCount(int columns, int columnsPerBlock) => (columns + columnsPerBlock - 1) / columnsPerBlock;

    /// <summary>Vectors of columns of a block, of two that a full one has.</summary>
    public static int Vectors(int columns, int block, int columnsPerBlock) => (columns - block * columnsPerBlock) * 2 <= columnsPerBlock ? 1 : 2;

    /// <summary>Elements that the packed weights take.</summary>
    public static int Length(int columns, int segments, int depth, int columnsPerBlock, int step)
    {
        var last = Math.Max(BlockCount(columns, columnsPerBlock) - 1, 0);
        var length = BlockLength(columnsPerBlock, segments, depth, step);
        return checked(last * length + length / 2 * Vectors(columns, last, columnsPerBlock));
    }

    /// <summary>Packs weights that stand as [columns][segments][depth].</summary>
    public static TB[] Pack<TW, TB>(ReadOnlySpan<TW> weights, int columns, int segments, int depth, int columnsPerBlock, int step, Func<TW, int, TB> convert) where TB : unmanaged
    {
        var packed = new TB[Length(columns, segments, depth, columnsPerBlock, step)];
        var length = BlockLength(columnsPerBlock, segments, depth, step);
        var steps = (depth + step - 1) / step;
        for (var column = 0; column < columns; column++)
        {
            var block = column / columnsPerBlock * length + column % columnsPerBlock * step;
            var pitch = columnsPerBlock / 2 * Vectors(columns, column / columnsPerBlock, columnsPerBlock) * step;
            for (var segment = 0; segment < segments; segment++)
            {
                var source = weights.Slice((column * segments + segment) * depth, depth);
                for (var k = 0; k < depth; k++) packed[block + (segment * steps + k / step) * pitch + k % step] = convert(source[k], column);
            }
        }
        return packed;
    }

    /// <summary>The same for elements that stay as they are, one to a step, into zeros.</summary>
    /// <param name="depth">Elements of a column, of all its segments.</param>
    public static void Pack(Span<float> packed, ReadOnlySpan<float> weights, int columns, int depth, int columnsPerBlock)
    {
        // So many elements of all columns of a block that the lines of the cache they go to stay there until they are full.
        const int Tile = 16;
        for (var first = 0; first < columns; first += columnsPerBlock)
        {
            var pitch = columnsPerBlock / 2 * Vectors(columns, first / columnsPerBlock, columnsPerBlock);
            for (var k = 0; k < depth; k += Tile)
                for (var column = first; column < Math.Min(first + columnsPerBlock, columns); column++)
                {
                    var target = first * depth + k * pitch + column - first;
                    foreach (var weight in weights.Slice(column * depth + k, Math.Min(Tile, depth - k)))
                    {
                        packed[target] = weight;
                        target += pitch;
                    }
                }
        }
    }
}
