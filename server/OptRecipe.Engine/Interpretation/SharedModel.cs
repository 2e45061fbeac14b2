using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Interpretation;

/// <summary>What all interpreters of one model share: its constants, borrowed from the file, and what kernels have made of them (packed or unpacked weights), made once.
/// Thread-safe.</summary>
/// <remarks>Plain collections under a lock: those for many threads are compiled anew for each type of key, which a program that opens one model waits for.</remarks>
public sealed class SharedModel
{
    private readonly Lock _gate = new();
    private readonly ReadOnlyMemory<byte>[] _constants;
    private readonly bool[] _isRead;
    private readonly Dictionary<string, Lazy<object>> _derived = new(StringComparer.Ordinal);

    public SharedModel(Model model) => (Model, _constants, _isRead) = (model, new ReadOnlyMemory<byte>[model.Buffers.Length], new bool[model.Buffers.Length]);

    public Model Model { get; }

    /// <summary>The bytes of a buffer, borrowed where they are in memory, read once otherwise.</summary>
    public ReadOnlyMemory<byte> Constant(uint buffer)
    {
        if (buffer >= _constants.Length) return default;
        lock (_gate)
        {
            if (!_isRead[buffer]) (_constants[buffer], _isRead[buffer]) = (Model.Buffers[(int)buffer].Data.ToMemory(), true);
            return _constants[buffer];
        }
    }

    /// <summary>What a kernel makes of a constant tensor, for example its packed form: made by whoever asks first, then shared.</summary>
    /// <param name="use">Names the form; every parameter that it depends on is part of the name.</param>
    public T Derived<T>(int subgraph, int tensor, string use, Func<T> make) where T : class
    {
        var key = $"{subgraph} {tensor} {use}";
        Lazy<object>? value;
        lock (_gate)
        {
            if (!_derived.TryGetValue(key, out value)) _derived.Add(key, value = new(make));
        }
        return (T)value.Value;
    }
}
