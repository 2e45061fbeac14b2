using System.Collections.Concurrent;
using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Interpretation;

/// <summary>What all interpreters of one model share: its constants, borrowed from the file, and what kernels have made of them (packed or unpacked weights), made once.
/// Thread-safe.</summary>
public sealed class SharedModel
{
    private readonly ConcurrentDictionary<uint, ReadOnlyMemory<byte>> _constants = new();
    private readonly ConcurrentDictionary<(int Subgraph, int Tensor, string Use), Lazy<object>> _derived = new();

    public SharedModel(Model model) => Model = model;

    public Model Model { get; }

    /// <summary>The bytes of a buffer, borrowed where they are in memory, read once otherwise.</summary>
    public ReadOnlyMemory<byte> Constant(uint buffer) => buffer < Model.Buffers.Length
        ? _constants.GetOrAdd(buffer, static (index, model) => model.Buffers[(int)index].Data.ToMemory(), Model) : default;

    /// <summary>What a kernel makes of a constant tensor, for example its packed form: made by whoever asks first, then shared.</summary>
    /// <param name="use">Names the form; every parameter that it depends on is part of the name.</param>
    public T Derived<T>(int subgraph, int tensor, string use, Func<T> make) where T : class =>
        (T)_derived.GetOrAdd((subgraph, tensor, use), _ => new(make)).Value;
}
