namespace OptRecipe.Engine.Arena;

/// <summary>Orders indices by a number of each, largest first; equal ones stay as they were.</summary>
internal static class Descending
{
    /// <param name="keys">By index.</param>
    public static void Sort(int[] indices, long[] keys)
    {
        var (from, to) = (indices, new int[indices.Length]);
        for (long width = 1; width < indices.Length; width *= 2)
        {
            for (long start = 0; start < indices.Length; start += 2 * width)
                Merge(from, to, keys, (int)start, (int)Math.Min(start + width, indices.Length), (int)Math.Min(start + 2 * width, indices.Length));
            (from, to) = (to, from);
        }
        if (from != indices) from.CopyTo(indices, 0);
    }

    /// <summary>Two sorted stretches, from start to middle and from middle to end, become one.</summary>
    private static void Merge(int[] from, int[] to, long[] keys, int start, int middle, int end)
    {
        var (left, right) = (start, middle);
        for (var at = start; at < end; at++)
            to[at] = left < middle && (right == end || keys[from[left]] >= keys[from[right]]) ? from[left++] : from[right++];
    }
}
