using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Calibration;

/// <summary>What calibration is to find out.</summary>
/// <param name="Method">Of every tensor without an entry in <see cref="Overrides"/>.</param>
public sealed record CalibrationOptions(RangeMethod Method)
{
    /// <summary>Tensors with a method of their own.</summary>
    public ImmutableDictionary<(int Subgraph, int Tensor), RangeMethod> Overrides { get; init; } = ImmutableDictionary<(int, int), RangeMethod>.Empty;
    /// <summary>The tensors that ranges are wanted for; in any other one a value that is not finite only means that it gets no range. Null: every tensor.</summary>
    public IReadOnlyCollection<(int Subgraph, int Tensor)>? Needed { get; init; }
    /// <summary>Interpreters that run side by side; no range depends on it.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;
    /// <summary>How the model is run; tap and number of threads are calibration's own.</summary>
    public InterpreterOptions Interpreter { get; init; } = InterpreterOptions.Default;
    /// <summary>Variables go on from sample to sample, on one thread, as ai-edge-quantizer lets them: its numbers for recurrent models can only be met so.</summary>
    public bool KeepsState { get; init; }
}
