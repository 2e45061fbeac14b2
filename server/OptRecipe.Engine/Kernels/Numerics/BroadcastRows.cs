namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The rows of a walk, one innermost joined dimension each, in the order of the result: at which element of each operand a row starts.</summary>
internal readonly ref struct BroadcastRows
{
    private readonly Broadcasting _walk;
    private readonly Span<int> _position, _starts;

    /// <param name="state">Room of <see cref="StateLength"/> numbers.</param>
    public BroadcastRows(Broadcasting walk, int operandCount, Span<int> state)
    {
        state.Clear();
        _walk = walk;
        _starts = state[..operandCount];
        _position = state.Slice(operandCount, walk.Sizes.Length);
    }

    public static int StateLength(Broadcasting walk, int operandCount) => operandCount + walk.Sizes.Length;

    /// <summary>Elements of a row.</summary>
    public int Length => _walk.Sizes[^1];
    /// <summary>The operand's first element of the row.</summary>
    public int Start(int operand) => _starts[operand];
    /// <summary>Elements between two neighbours of the row: 1, or 0 where the operand repeats.</summary>
    public int Step(int operand) => _walk.Strides(operand)[^1];

    /// <summary>Goes so many rows on from the first one.</summary>
    public void Skip(int rowCount)
    {
        for (var dimension = _position.Length - 2; dimension >= 0 && rowCount > 0; dimension--)
        {
            _position[dimension] = rowCount % _walk.Sizes[dimension];
            rowCount /= _walk.Sizes[dimension];
            for (var operand = 0; operand < _starts.Length; operand++) _starts[operand] += _position[dimension] * _walk.Strides(operand)[dimension];
        }
    }

    /// <summary>Goes to the next row; behind the last one the walk begins again.</summary>
    public void Next()
    {
        for (var dimension = _position.Length - 2; dimension >= 0; dimension--)
        {
            var size = _walk.Sizes[dimension];
            var isEnd = ++_position[dimension] == size;
            for (var operand = 0; operand < _starts.Length; operand++)
                _starts[operand] += isEnd ? _walk.Strides(operand)[dimension] * (1 - size) : _walk.Strides(operand)[dimension];
            if (!isEnd) return;
            _position[dimension] = 0;
        }
    }
}
