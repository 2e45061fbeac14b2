namespace OptRecipe.Engine.Kernels;

/// <summary>The walk over the sequences of word numbers.</summary>
internal struct SkipGramWalk(int wordCount, int size, int skip, bool includesShorter)
{
    private readonly int[] _stack = size > 0 && wordCount >= size ? new int[size] : [];
    // The first word is number 0 of an empty stack that was stepped into.
    private int _depth = size > 0 && wordCount >= size ? 1 : -1;
    private int _length;

    public readonly ReadOnlySpan<int> Current => _stack.AsSpan(0, _length);

    public bool MoveNext()
    {
        while (_depth >= 0)
        {
            if (StepsIn())
            {
                _stack[_depth++]++;
                if (_depth < size) _stack[_depth] = _stack[_depth - 1];
                continue;
            }
            _length = _depth--;
            if (_length > 0 && (includesShorter ? _length <= size : _length == size)) return true;
        }
        return false;
    }

    private readonly bool StepsIn() => _depth < size && _stack[_depth] + 1 < wordCount && (_depth == 0 || _stack[_depth] - _stack[_depth - 1] <= skip);
}
