using System.Collections.Immutable;

namespace OptRecipe.Engine.Calibration;

/// <summary>What calibration leaves: a range for each float tensor that was seen, by its place in the model that was calibrated. Immutable.</summary>
public sealed class TensorRanges(IReadOnlyDictionary<(int Subgraph, int Tensor), TensorRange> ranges)
{
    private readonly ImmutableDictionary<(int Subgraph, int Tensor), TensorRange> ranges = ranges.ToImmutableDictionary();

    public static TensorRanges None { get; } = new(ImmutableDictionary<(int, int), TensorRange>.Empty);
    public int Count => ranges.Count;

    /// <summary>Null for a tensor that calibration did not see.</summary>
    public TensorRange? Find(int subgraph, int tensor) => ranges.TryGetValue((subgraph, tensor), out var range) ? range : null;

    public bool Cover(IEnumerable<(int Subgraph, int Tensor)> tensors) => tensors.All(ranges.ContainsKey);

    /// <summary>By subgraph, then by tensor.</summary>
    public IEnumerable<(int Subgraph, int Tensor, TensorRange Range)> All => ranges.OrderBy(entry => entry.Key).Select(entry => (entry.Key.Subgraph, entry.Key.Tensor, entry.Value));
}
