namespace OptRecipe.Engine.Interpretation;

/// <summary>Resource variables and hash tables of an interpreter, by the number that a resource tensor holds. Kept between invocations, shared by all subgraphs.</summary>
public sealed class ResourceStore
{
    private readonly Dictionary<(string Container, string Name), int> _numbers = [];
    private readonly Dictionary<int, object> _values = [];

    /// <summary>The number of a named resource; the same name gives the same number.</summary>
    public int NumberOf(string container, string name)
    {
        if (!_numbers.TryGetValue((container, name), out var number)) _numbers[(container, name)] = number = _numbers.Count;
        return number;
    }

    public T? Find<T>(int number) where T : class => _values.GetValueOrDefault(number) as T;

    public T FindOrAdd<T>(int number, Func<T> create) where T : class
    {
        if (_values.GetValueOrDefault(number) is T found) return found;
        var value = create();
        _values[number] = value;
        return value;
    }

    public void Clear() => _values.Clear();
}
