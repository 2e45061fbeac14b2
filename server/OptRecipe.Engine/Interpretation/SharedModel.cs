using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Interpretation;

/// <summary>What all interpreters of one model share: its constants, borrowed from the file, and what kernels have made of them (packed or unpacked weights), made once.
/// Thread-safe.</summary>
/// <remarks>Plain collections under a lock: those for many threads are compiled anew for each type of key, which a program that opens one model waits for.</remarks>
public sealed class SharedModel
{
    /// <summary>Constants of fewer bytes are not worth being let go of.</summary>
    private const int SmallBytes = 1 << 14;
    private readonly Lock _gate = new();
    private readonly ReadOnlyMemory<byte>[] _constants;
    private readonly ConstantBytes?[] _released;
    private readonly bool[] _isRead;
    private readonly Dictionary<string, Lazy<object>> _derived = new(StringComparer.Ordinal);

    public SharedModel(Model model)
    {
        var count = model.Buffers.Length;
        (Model, _constants, _released, _isRead) = (model, new ReadOnlyMemory<byte>[count], new ConstantBytes?[count], new bool[count]);
    }

    public Model Model { get; }

    /// <summary>The bytes of a buffer: borrowed where they are in memory; small ones read once; others read when they are looked at, and again after <see cref="Derived"/> has let go of them.</summary>
    public ReadOnlyMemory<byte> Constant(uint buffer)
    {
        if (buffer >= _constants.Length) return default;
        lock (_gate)
        {
            if (!_isRead[buffer]) (_constants[buffer], _isRead[buffer]) = (Open(buffer), true);
            return _constants[buffer];
        }
    }

    /// <summary>What a kernel makes of a constant tensor, for example its packed form: made by whoever asks first, then shared. It must not keep the constant's own bytes.</summary>
    /// <param name="use">Names the form; every parameter that it depends on is part of the name.</param>
    public T Derived<T>(int subgraph, int tensor, string use, Func<T> make) where T : class
    {
        var key = $"{subgraph} {tensor} {use}";
        Lazy<object>? value;
        lock (_gate)
        {
            if (!_derived.TryGetValue(key, out value)) _derived.Add(key, value = new(make));
        }
        var derived = (T)value.Value;
        if (Model.Subgraphs[subgraph].Tensors[tensor].Buffer is var buffer && buffer < _released.Length) _released[buffer]?.Release();
        return derived;
    }

    private ReadOnlyMemory<byte> Open(uint buffer)
    {
        var range = Model.Buffers[(int)buffer].Data;
        if (range.Length is < SmallBytes or > int.MaxValue || range.Source is not { } source || source.TryBorrow(range.Offset, (int)range.Length, out _)) return range.ToMemory();
        return (_released[buffer] = new(range)).Memory;
    }
}
