using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Rows of a tensor, named by indices into its first dimensions.</summary>
internal readonly struct IndexedRows
{
    private readonly int[] _shape, _strides;
    private readonly int _depth;

    public IndexedRows(int[] shape, int depth)
    {
        (_shape, _depth) = (shape, depth);
        _strides = MovingChecks.Strides(shape);
        Length = TensorShape.Count(shape, depth, shape.Length);
    }

    /// <summary>Elements of a row.</summary>
    public int Length { get; }

    /// <summary>The first element of the row that entry <paramref name="entry"/> of the indices names.</summary>
    /// <exception cref="Interpretation.InterpreterException">An index is outside its dimension.</exception>
    public int Start(KernelContext context, IntegerValues indices, int entry)
    {
        var start = 0;
        for (var dimension = 0; dimension < _depth; dimension++)
        {
            var index = indices[entry * _depth + dimension];
            if (index < 0 || index >= _shape[dimension]) throw context.Refusal($"index {index} is outside dimension {dimension} of {TensorShape.Text(_shape)}");
            start += (int)index * _strides[dimension];
        }
        return start;
    }
}
