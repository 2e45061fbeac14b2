using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Profiling;

/// <summary>How long a model took here.</summary>
/// <param name="Operators">In the order of the file; those that ran.</param>
public sealed record ModelProfile(int Threads, int Runs, double MedianMilliseconds, double MinMilliseconds, ImmutableArray<OperatorProfile> Operators)
{
    public const string NotTheTarget = "These are times of this computer and of this engine's kernels, not the target's latency.";
}

/// <param name="Output">Name of the first tensor that it writes.</param>
/// <param name="Share">Its part of the operators' time, 0…1.</param>
/// <param name="MultiplyAccumulates">Of one invocation, from the file's shapes.</param>
/// <param name="MultiplyAccumulatesPerSecond">Null where it has none, or took no measurable time.</param>
/// <param name="Bytes">Of all operands, weights among them.</param>
public sealed record OperatorProfile(
    int Subgraph, int Index, string Op, string? Output, double MedianMilliseconds, double MinMilliseconds, double Share, long MultiplyAccumulates, double? MultiplyAccumulatesPerSecond, long Bytes);
