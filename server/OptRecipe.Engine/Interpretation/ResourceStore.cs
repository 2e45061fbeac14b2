namespace OptRecipe.Engine.Interpretation;

/// <summary>Resource variables and hash tables of an interpreter, by the number that a resource tensor holds. Kept between invocations, shared by all subgraphs.</summary>
public sealed class ResourceStore
{
    // Most models have no resources: nothing is made before it is needed.
    private Dictionary<(string Container, string Name), int>? _numbers;
    private Dictionary<(Type Kind, int Number), object>? _values;
    private HashSet<int>? _initialized;

    /// <summary>What all of them take.</summary>
    public long ByteCount { get; internal set; }

    /// <summary>The number of a named resource; the same name gives the same number.</summary>
    public int NumberOf(string container, string name)
    {
        _numbers ??= [];
        if (!_numbers.TryGetValue((container, name), out var number)) _numbers[(container, name)] = number = _numbers.Count;
        return number;
    }

    /// <summary>The resource of this kind with a number; kinds count for themselves.</summary>
    public T? Find<T>(int number) where T : class => _values?.GetValueOrDefault((typeof(T), number)) as T;

    public T FindOrAdd<T>(int number, Func<T> create) where T : class
    {
        if (Find<T>(number) is { } found) return found;
        var value = create();
        (_values ??= [])[(typeof(T), number)] = value;
        return value;
    }

    /// <summary>Whether an initializing subgraph has run.</summary>
    public bool IsInitialized(int subgraph) => _initialized?.Contains(subgraph) == true;

    public void SetInitialized(int subgraph) => (_initialized ??= []).Add(subgraph);

    /// <summary>Forgets all values, so that initializing subgraphs run again.</summary>
    public void Clear()
    {
        _values?.Clear();
        ByteCount = 0;
        _initialized?.Clear();
    }
}
