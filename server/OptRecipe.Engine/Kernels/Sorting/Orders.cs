using System.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>Larger values first, of equals the lower index, NaN behind all numbers.</summary>
internal readonly ref struct Falling<T>(ReadOnlySpan<T> values) : IIndexOrder where T : INumber<T>
{
    private readonly ReadOnlySpan<T> _values = values;

    public bool Comes(int first, int second)
    {
        var (a, b) = (_values[first], _values[second]);
        if (a > b) return true;
        if (a < b) return false;
        var isNaN = T.IsNaN(a);
        return isNaN == T.IsNaN(b) ? first < second : !isNaN;
    }
}

/// <summary>Larger values first, equals in any order.</summary>
internal readonly ref struct FallingLoosely(ReadOnlySpan<float> values) : IIndexOrder
{
    private readonly ReadOnlySpan<float> _values = values;

    public bool Comes(int first, int second) => _values[first] > _values[second];
}

/// <summary>Smaller values first, equals in any order.</summary>
internal readonly ref struct RisingLoosely(ReadOnlySpan<float> values) : IIndexOrder
{
    private readonly ReadOnlySpan<float> _values = values;

    public bool Comes(int first, int second) => _values[first] < _values[second];
}
