using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Equalize;

/// <param name="Iterations">Rounds over all pairs at most; it ends before when the factors have settled.</param>
public sealed record EqualizeOptions(int Iterations = EqualizeOptions.DefaultIterations)
{
    public const int DefaultIterations = 20;

    /// <summary>The operators whose channels may be scaled, on both sides of a pair; null: all.</summary>
    public ImmutableHashSet<OperatorAddress>? Only { get; init; }
}
