namespace OptRecipe.TFLite.Files.Verification;

/// <summary>The sparse format: dimensions in the order of their traversal, dense ones with a size, compressed ones (CSR) with segments and indices; blocks add dimensions.</summary>
internal static class SparsityChecks
{
    /// <summary>The rest of a sentence that begins with "the sparsity of …", null when it is consistent.</summary>
    public static string? Find(Tensor tensor, Sparsity sparsity)
    {
        int rank = tensor.Shape.Length, blocks = sparsity.BlockMap.OrEmpty().Length, dimensions = sparsity.Dimensions.Length;
        if (dimensions != rank + blocks) return $"has {dimensions} dimensions, {rank} of the shape and {blocks} of blocks are expected";
        if (!sparsity.TraversalOrder.OrEmpty().Order().SequenceEqual(Enumerable.Range(0, dimensions))) return $"has the traversal order [{string.Join(", ", sparsity.TraversalOrder.OrEmpty())}], every dimension once is expected";
        foreach (var block in sparsity.BlockMap.OrEmpty())
            if (block < 0 || block >= rank) return $"maps a block to dimension {block}, the shape has {rank}";
        // How many entries the levels above have: each of them has one segment here.
        long entries = 1;
        for (var level = 0; level < dimensions; level++)
        {
            var dimension = sparsity.Dimensions[level];
            if (dimension.Format == DimensionType.Dense)
            {
                if (dimension.DenseSize < 1) return $"gives dense dimension {level} the size {dimension.DenseSize}";
                entries = Math.Min(long.MaxValue / int.MaxValue, entries * dimension.DenseSize);
            }
            else
            {
                if (dimension.Segments is not { Kind: >= 1 and <= 3 } segments || dimension.Indices is not { Kind: >= 1 and <= 3 } indices) return $"has no segments or no indices in its compressed dimension {level}";
                if (segments.Values.Length != entries + 1) return $"has {segments.Values.Length} segments in dimension {level}, {entries + 1} are expected";
                if (segments.Values[0] != 0 || segments.Values[^1] != indices.Values.Length) return $"has segments from {segments.Values[0]} to {segments.Values[^1]} in dimension {level} for {indices.Values.Length} indices";
                for (var index = 1; index < segments.Values.Length; index++)
                    if (segments.Values[index] < segments.Values[index - 1]) return $"has segments that fall at {index} in dimension {level}";
                if (indices.Values.Any(index => index < 0)) return $"has a negative index in dimension {level}";
                entries = indices.Values.Length;
            }
        }
        return null;
    }
}
