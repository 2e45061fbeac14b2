using System.Collections.Immutable;

namespace OptRecipe.Targets.Partitions;

/// <summary>A connected set of operators that a target takes as one piece.</summary>
/// <param name="Operators">Indices in the subgraph, ascending; never empty.</param>
public sealed record Partition(int Subgraph, ImmutableArray<int> Operators);
