using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Spreads the stored elements of a sparse tensor over its dense form. The levels of the format are the tensor's dimensions and then its blocks, in traversal order;
/// a dense level counts through its size, a compressed one through the indices of its segment.</summary>
internal sealed class SparseDecoder
{
    private readonly DimensionMetadata[] _levels;
    // Of each level: how far one step moves in the dense tensor.
    private readonly long[] _strides;
    private readonly int _elementSize;

    private SparseDecoder(DimensionMetadata[] levels, long[] strides, int elementSize) => (_levels, _strides, _elementSize) = (levels, strides, elementSize);

    /// <summary>The dense bytes; null where the description contradicts the shape or the number of elements.</summary>
    public static byte[]? Decode(Sparsity sparsity, int[] shape, int elementSize, ReadOnlySpan<byte> stored)
    {
        var order = sparsity.TraversalOrder.IsDefault ? [] : sparsity.TraversalOrder;
        var blocks = sparsity.BlockMap.IsDefault ? [] : sparsity.BlockMap;
        var (rank, levels) = (shape.Length, sparsity.Dimensions.IsDefault ? [] : sparsity.Dimensions.ToArray());
        if (order.Length != rank + blocks.Length || levels.Length != order.Length || !IsPermutation(order)) return null;
        var blockSizes = new int[rank];
        Array.Fill(blockSizes, 1);
        for (var level = 0; level < levels.Length; level++)
        {
            if (order[level] < rank) continue;
            var dimension = blocks[order[level] - rank];
            var size = levels[level].DenseSize;
            if ((uint)dimension >= (uint)rank || blockSizes[dimension] != 1 || levels[level].Format != DimensionType.Dense || size <= 0 || shape[dimension] % size != 0) return null;
            blockSizes[dimension] = size;
        }
        var (strides, stride) = (new long[levels.Length], 1L);
        var dimensionStrides = new long[rank];
        for (var dimension = rank - 1; dimension >= 0; dimension--) (dimensionStrides[dimension], stride) = (stride, checked(stride * shape[dimension]));
        for (var level = 0; level < levels.Length; level++)
        {
            var dimension = order[level];
            strides[level] = dimension < rank ? dimensionStrides[dimension] * blockSizes[dimension] : dimensionStrides[blocks[dimension - rank]];
            if (levels[level].Format == DimensionType.Dense ? dimension < rank && levels[level].DenseSize != shape[dimension] / blockSizes[dimension] : !Rises(levels[level])) return null;
        }
        var dense = new byte[checked((int)(stride * elementSize))];
        var position = 0;
        return dense.Length == 0 || new SparseDecoder(levels, strides, elementSize).Fill(0, 0, 0, stored, dense, ref position) ? dense : null;
    }

    private static bool IsPermutation(ImmutableArray<int> order)
    {
        var seen = new bool[order.Length];
        foreach (var level in order)
        {
            if ((uint)level >= (uint)seen.Length || seen[level]) return false;
            seen[level] = true;
        }
        return true;
    }

    /// <summary>Whether no index belongs to two segments, so that filling visits each once.</summary>
    private static bool Rises(DimensionMetadata level)
    {
        if (level.Segments?.Values is not { IsDefaultOrEmpty: false } segments || level.Indices?.Values is not { IsDefault: false } indices) return false;
        for (var index = 1; index < segments.Length; index++)
            if (segments[index] < segments[index - 1]) return false;
        return segments[0] >= 0 && segments[^1] <= indices.Length;
    }

    private bool Fill(int level, long parent, long offset, ReadOnlySpan<byte> stored, Span<byte> dense, ref int position)
    {
        if (level == _levels.Length)
        {
            if (offset < 0 || (offset + 1) * _elementSize > dense.Length || (position + 1) * (long)_elementSize > stored.Length) return false;
            stored.Slice(position++ * _elementSize, _elementSize).CopyTo(dense[(int)(offset * _elementSize)..]);
            return true;
        }
        var (dimension, stride) = (_levels[level], _strides[level]);
        if (dimension.Format == DimensionType.Dense)
        {
            for (var index = 0; index < dimension.DenseSize; index++)
                if (!Fill(level + 1, parent * dimension.DenseSize + index, offset + index * stride, stored, dense, ref position)) return false;
            return true;
        }
        if (dimension.Segments?.Values is not { IsDefault: false } segments || dimension.Indices?.Values is not { IsDefault: false } indices || parent + 1 >= segments.Length) return false;
        for (var index = segments[(int)parent]; index < segments[(int)parent + 1]; index++)
        {
            if (indices[index] < 0) return false;
            if (!Fill(level + 1, index, offset + indices[index] * stride, stored, dense, ref position)) return false;
        }
        return true;
    }
}
