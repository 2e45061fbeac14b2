using System.Collections.Immutable;

namespace OptRecipe.Engine.Calibration;

/// <summary>The representative dataset.</summary>
/// <param name="Count">How many samples there are.</param>
/// <param name="Read">The bytes of each input of the first subgraph, in its order; called on several threads at once, and used no longer than until the next call on the same thread.</param>
public sealed record CalibrationSamples(int Count, Func<int, ImmutableArray<ReadOnlyMemory<byte>>> Read)
{
    /// <summary>Where a sample lies, for messages.</summary>
    public Func<int, string> NameOf { get; init; } = index => $"sample {index} (counted from 0)";
}
