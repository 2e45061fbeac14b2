using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How two or three operands of different shapes are walked together: NumPy's rule, for any rank. Dimensions that all operands walk alike are joined, so that the
/// innermost loop is as long as it can be.</summary>
public sealed class Broadcasting
{
    private readonly int[] _sizes;
    private readonly int[][] _strides;

    private Broadcasting(int[] shape, int[] sizes, int[][] strides) => (Shape, _sizes, _strides) = (shape, sizes, strides);

    /// <summary>The result's shape.</summary>
    public int[] Shape { get; }
    /// <summary>Joined dimensions, outermost first; at least one.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;
    /// <summary>Elements between neighbours of a joined dimension, 0 where an operand repeats.</summary>
    public ReadOnlySpan<int> Strides(int operand) => _strides[operand];

    /// <summary>The walk over operands of these shapes, null when a pair of dimensions is neither equal nor 1.</summary>
    public static Broadcasting? Of(params ReadOnlySpan<int[]> shapes)
    {
        var rank = 0;
        foreach (var shape in shapes) rank = Math.Max(rank, shape.Length);
        var result = new int[rank];
        for (var dimension = 0; dimension < rank; dimension++)
        {
            result[dimension] = 1;
            foreach (var shape in shapes)
            {
                var size = TensorShape.Extended(shape, rank, dimension);
                if (size == 1 || size == result[dimension]) continue;
                if (result[dimension] != 1) return null;
                result[dimension] = size;
            }
        }
        var strides = new int[shapes.Length][];
        for (var operand = 0; operand < shapes.Length; operand++) strides[operand] = StridesOf(shapes[operand], rank);
        return Join(result, strides);
    }

    private static int[] StridesOf(int[] shape, int rank)
    {
        var strides = new int[rank];
        var stride = 1;
        for (var dimension = rank - 1; dimension >= 0; dimension--)
        {
            var size = TensorShape.Extended(shape, rank, dimension);
            strides[dimension] = size == 1 ? 0 : stride;
            stride = checked(stride * size);
        }
        return strides;
    }

    private static Broadcasting Join(int[] shape, int[][] strides)
    {
        var sizes = new List<int> { 1 };
        var joined = Array.ConvertAll(strides, _ => new List<int> { 0 });
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            if (shape[dimension] == 1) continue;
            // The dimension goes on where the one inside it ends, for every operand.
            var continues = sizes[^1] > 1;
            for (var operand = 0; operand < strides.Length && continues; operand++) continues = strides[operand][dimension] == joined[operand][^1] * sizes[^1];
            if (continues) sizes[^1] *= shape[dimension];
            else
            {
                sizes.Add(shape[dimension]);
                for (var operand = 0; operand < strides.Length; operand++) joined[operand].Add(strides[operand][dimension]);
            }
        }
        if (sizes.Count > 1)
        {
            sizes.RemoveAt(0);
            foreach (var list in joined) list.RemoveAt(0);
        }
        sizes.Reverse();
        foreach (var list in joined) list.Reverse();
        return new(shape, [.. sizes], Array.ConvertAll(joined, list => list.ToArray()));
    }
}
