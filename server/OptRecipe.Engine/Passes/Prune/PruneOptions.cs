using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Prune;

/// <param name="Sparsity">The share of zeros asked for in each weight tensor, 0 ≤ sparsity &lt; 1.</param>
public sealed record PruneOptions(double Sparsity)
{
    /// <summary>The operators whose weights are pruned; null: all.</summary>
    public ImmutableHashSet<OperatorAddress>? Only { get; init; }
}
