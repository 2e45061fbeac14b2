namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Weights in the order in which products read them: blocks of columns (output channels), in each block segment after segment, in each segment step after step, in
/// each step column after column, in each column the elements of the step. Columns beyond the last and elements beyond the depth are zero. The last block is half as wide where
/// that is enough. Groups follow each other, each in blocks of its own.</summary>
internal static class WeightPacking
{
    /// <summary>Elements of one block.</summary>
    public static int BlockLength(int columnsPerBlock, int segments, int depth, int step) => checked(segments * ((depth + step - 1) / step) * columnsPerBlock * step);

    public static int BlockCount(int columns, int columnsPerBlock) => (columns + columnsPerBlock - 1) / columnsPerBlock;

    /// <summary>Vectors of columns of a block, of two that a full one has.</summary>
    public static int Vectors(int columns, int block, int columnsPerBlock) => (columns - block * columnsPerBlock) * 2 <= columnsPerBlock ? 1 : 2;

    /// <summary>Elements from a group to the next.</summary>
    public static int GroupLength(ConvolutionGeometry geometry, int columnsPerBlock, int step) =>
        checked(BlockCount(geometry.GroupOutputs, columnsPerBlock) * BlockLength(columnsPerBlock, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step));

    /// <summary>Elements that the packed weights take.</summary>
    public static int Length(ConvolutionGeometry geometry, int columnsPerBlock, int step)
    {
        var length = BlockLength(columnsPerBlock, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
        var last = Math.Max(BlockCount(geometry.GroupOutputs, columnsPerBlock) - 1, 0);
        return checked((geometry.Groups - 1) * GroupLength(geometry, columnsPerBlock, step) + last * length + length / 2 * Vectors(geometry.GroupOutputs, last, columnsPerBlock));
    }

    /// <summary>Packs weights that stand as [output channels][height][width][input channels of a group].</summary>
    public static TB[] Pack<TW, TB>(ConvolutionGeometry geometry, ReadOnlySpan<TW> weights, int columnsPerBlock, int step, Func<TW, TB> convert)
    {
        var packed = new TB[Length(geometry, columnsPerBlock, step)];
        var (columns, segments, depth) = (geometry.GroupOutputs, geometry.OuterCount * geometry.InnerCount, geometry.Depth);
        var (length, group, steps) = (BlockLength(columnsPerBlock, segments, depth, step), GroupLength(geometry, columnsPerBlock, step), (depth + step - 1) / step);
        for (var channel = 0; channel < geometry.OutputChannels; channel++)
        {
            var column = channel % columns;
            var block = channel / columns * group + column / columnsPerBlock * length + column % columnsPerBlock * step;
            var pitch = columnsPerBlock / 2 * Vectors(columns, column / columnsPerBlock, columnsPerBlock) * step;
            for (var segment = 0; segment < segments; segment++)
            {
                var source = weights.Slice((channel * segments + segment) * depth, depth);
                for (var k = 0; k < depth; k++) packed[block + (segment * steps + k / step) * pitch + k % step] = convert(source[k]);
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

    /// <summary>Values of output channels in the order of columns; those of nobody are 0, all of them where there are no values.</summary>
    /// <param name="order">The channel of each column, −1 for none.</param>
    public static T[] Ordered<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> order)
    {
        var ordered = new T[order.Length];
        for (var column = 0; column < order.Length && !values.IsEmpty; column++)
            if (order[column] >= 0) ordered[column] = values[order[column]];
        return ordered;
    }
}
