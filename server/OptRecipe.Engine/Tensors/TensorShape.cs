namespace OptRecipe.Engine.Tensors;

/// <summary>Arithmetic over shapes (dimensions in elements, outermost first) that never overflows silently.</summary>
public static class TensorShape
{
    /// <summary>Dimensions that a tensor may have; runtimes end at five to eight.</summary>
    public const int MaxRank = 32;

    /// <summary>Elements of a shape, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product leaves 63 bits.</exception>
    public static long Count(ReadOnlySpan<int> shape)
    {
        var count = 1L;
        foreach (var dimension in shape) count = checked(count * dimension);
        return count;
    }

    /// <summary>Elements of the dimensions from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public static int Count(ReadOnlySpan<int> shape, int from, int to) => checked((int)Count(shape[from..to]));

    /// <summary>An axis counted from the front; negative ones count from the back.</summary>
    /// <returns>False when the axis is outside the rank.</returns>
    public static bool TryNormalize(int axis, int rank, out int normalized)
    {
        normalized = axis < 0 ? axis + rank : axis;
        return normalized >= 0 && normalized < rank;
    }

    /// <summary>The dimension at an index of the shape seen with <paramref name="rank"/> dimensions, filled with ones in front.</summary>
    public static int Extended(ReadOnlySpan<int> shape, int rank, int index)
    {
        var own = index - (rank - shape.Length);
        return own < 0 ? 1 : shape[own];
    }

    /// <summary>The dimensions in brackets; of more than a tensor may have the first few.</summary>
    public static string Text(ReadOnlySpan<int> shape) =>
        shape.Length <= MaxRank ? $"[{string.Join(',', shape.ToArray())}]" : $"[{string.Join(',', shape[..4].ToArray())}, … {shape.Length} dimensions]";
}
