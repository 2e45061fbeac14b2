using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Spreads the stored elements of a sparse tensor over its dense form. The levels of the format are the tensor's dimensions and then its blocks, in traversal order;
/// a dense level counts through its size, a compressed one through the indices of its segment.</summary>
internal sealed class SparseDecoder
{
    private readonly int[] _shape;
    private readonly DimensionMetadata[] _levels;
    // Of each level: how far one step moves in the dense tensor.
    private readonly long[] _strides;
    private readonly int _elementSize;

    private SparseDecoder(int[] shape, DimensionMetadata[] levels, long[] strides, int elementSize) => (_shape, _levels, _strides, _elementSize) = (shape, levels, strides, elementSize);

    /// <summary>The dense bytes.</summary>
    /// <exception cref="Interpretation.InterpreterException">The description contradicts the shape or the number of elements.</exception>
    public static byte[] Decode(KernelContext context, Sparsity sparsity, int[] shape, int elementSize, ReadOnlySpan<byte> stored)
    {
        var order = sparsity.TraversalOrder.IsDefault ? [] : sparsity.TraversalOrder;
        var blocks = sparsity.BlockMap.IsDefault ? [] : sparsity.BlockMap;
        var (rank, levelCount) = (shape.Length, order.Length);
        if (levelCount != rank + blocks.Length || sparsity.Dimensions.Length != levelCount || !IsPermutation(order))
            throw context.Refusal($"the sparsity has {sparsity.Dimensions.Length} dimensions and the traversal order [{string.Join(',', order)}] for a rank of {rank} with {blocks.Length} blocks");
        var blockSizes = new int[rank];
        Array.Fill(blockSizes, 1);
        for (var level = 0; level < levelCount; level++)
        {
            if (order[level] < rank) continue;
            var dimension = blocks[order[level] - rank];
            var size = sparsity.Dimensions[level].DenseSize;
            if ((uint)dimension >= (uint)rank || blockSizes[dimension] != 1 || sparsity.Dimensions[level].Format != DimensionType.Dense || size <= 0 || shape[dimension] % size != 0)
                throw context.Refusal($"the sparsity has blocks of {size} in dimension {dimension} of the shape {Tensors.TensorShape.Text(shape)}");
            blockSizes[dimension] = size;
        }
        var (strides, stride) = (new long[levelCount], 1L);
        var dimensionStrides = new long[rank];
        for (var dimension = rank - 1; dimension >= 0; dimension--) (dimensionStrides[dimension], stride) = (stride, checked(stride * shape[dimension]));
        for (var level = 0; level < levelCount; level++)
            strides[level] = order[level] < rank ? dimensionStrides[order[level]] * blockSizes[order[level]] : dimensionStrides[blocks[order[level] - rank]];
        var dense = new byte[checked((int)(stride * elementSize))];
        var position = 0;
        if (!new SparseDecoder(shape, [.. sparsity.Dimensions], strides, elementSize).Fill(0, 0, 0, stored, dense, ref position))
            throw context.Refusal($"the sparsity leaves the shape {Tensors.TensorShape.Text(shape)} or the {stored.Length / elementSize} stored elements");
        return dense;
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
            if (dimension.DenseSize < 0 || dimension.DenseSize > _shape.Max()) return false;
            for (var index = 0; index < dimension.DenseSize; index++)
                if (!Fill(level + 1, parent * dimension.DenseSize + index, offset + index * stride, stored, dense, ref position)) return false;
            return true;
        }
        if (dimension.Segments?.Values is not { IsDefault: false } segments || dimension.Indices?.Values is not { IsDefault: false } indices || parent + 1 >= segments.Length) return false;
        for (var index = segments[(int)parent]; index < segments[(int)parent + 1]; index++)
        {
            if ((uint)index >= (uint)indices.Length || indices[index] < 0) return false;
            if (!Fill(level + 1, index, offset + indices[index] * stride, stored, dense, ref position)) return false;
        }
        return true;
    }
}
