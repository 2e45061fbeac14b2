using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Arena;

/// <summary>The memory that a model's activations share while it runs, planned as TensorFlow Lite Micro plans it: by the greedy planner, largest tensor first, in places of 16 bytes.</summary>
/// <remarks>From shapes and types alone. What a runtime takes beside the activations (its own structures, kernels' scratch memory) depends on runtime, kernels and pointers and is not in it.</remarks>
/// <param name="ByteCount">Bytes of the whole plan.</param>
/// <param name="Peak">The operator at which most bytes live; null for a model without activations.</param>
/// <param name="AtPeak">The activations that live there, largest first.</param>
/// <param name="UnknownCount">Activations whose size the file does not say (strings, open shapes written as negative numbers); they count as nothing.</param>
public sealed record ActivationMemory(long ByteCount, OperatorAddress? Peak, ImmutableArray<Activation> AtPeak, int UnknownCount)
{
    private const int MicroAlignment = 16;

    /// <summary>The plan of all activations of a model. Deterministic.</summary>
    public static ActivationMemory Of(Model model)
    {
        var walk = ActivationWalk.Of(model);
        var bytes = ArenaPlanner.PlanAsMicro(walk.Requests, MicroAlignment).ByteCount;
        return new(bytes, walk.Peak, walk.AtPeak, walk.UnknownCount);
    }
}

/// <summary>A tensor that an operator writes, or that the caller does.</summary>
public sealed record Activation(int Subgraph, int Tensor, long ByteCount);
