using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>A tensor of StableHLO index vectors: they stand along one of its dimensions (or are single numbers, where that dimension is the one behind the last), and entry k of a vector
/// is about a certain dimension of an operand.</summary>
internal sealed class IndexVectors
{
    private readonly int[] _entryOf;
    private readonly int _inner, _length;

    private IndexVectors()
    {
        (Shape, _entryOf) = ([], []);
    }

    /// <param name="vectorDim">The dimension along which a vector stands.</param>
    /// <param name="map">For each entry of a vector the operand's dimension.</param>
    public IndexVectors(KernelContext context, RuntimeTensor indices, long vectorDim, ReadOnlySpan<long> map, int operandRank)
    {
        IntegerValues.CheckType(context, indices);
        if (vectorDim < 0 || vectorDim > indices.Rank) throw context.Refusal($"the index vectors stand along dimension {vectorDim} of {indices}");
        var shape = indices.Shape.AsSpan();
        var isSingle = vectorDim == indices.Rank;
        var dim = (int)vectorDim;
        _length = isSingle ? 1 : shape[dim];
        if (map.Length != _length) throw context.Refusal($"{map.Length} dimensions are named for index vectors of {_length}");
        Shape = isSingle ? [.. shape] : [.. shape[..dim], .. shape[(dim + 1)..]];
        _inner = isSingle ? 1 : TensorShape.Count(shape, dim + 1, shape.Length);
        _entryOf = new int[operandRank];
        Array.Fill(_entryOf, -1);
        for (var entry = 0; entry < map.Length; entry++)
        {
            if (map[entry] < 0 || map[entry] >= operandRank) throw context.Refusal($"entry {entry} of the index vectors is about dimension {map[entry]} of {operandRank}");
            _entryOf[map[entry]] = entry;
        }
    }

    public static IndexVectors None { get; } = new();

    /// <summary>The shape in which the vectors stand.</summary>
    public int[] Shape { get; }

    /// <summary>What a vector says about a dimension of the operand; 0 where it says nothing.</summary>
    /// <param name="vector">Counted through <see cref="Shape"/>.</param>
    public long Start(IntegerValues indices, int vector, int dimension)
    {
        var entry = _entryOf[dimension];
        return entry < 0 ? 0 : indices[vector / _inner * _inner * _length + vector % _inner + entry * _inner];
    }

    /// <summary>Divides dimensions into those that are named, in rising order, and the rest.</summary>
    public static (int[] Named, int[] Others) Divide(KernelContext context, ReadOnlySpan<long> named, int rank)
    {
        var isNamed = new bool[rank];
        foreach (var dimension in named)
        {
            if (dimension < 0 || dimension >= rank || isNamed[dimension]) throw context.Refusal($"dimension {dimension} is named twice or is outside {rank}");
            isNamed[dimension] = true;
        }
        var (first, second) = (new int[named.Length], new int[rank - named.Length]);
        var (firstCount, secondCount) = (0, 0);
        for (var dimension = 0; dimension < rank; dimension++)
        {
            if (isNamed[dimension]) first[firstCount++] = dimension;
            else second[secondCount++] = dimension;
        }
        return (first, second);
    }
}
