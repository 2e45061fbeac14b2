using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>How numbers are stored after the step: as recipes write it <c>dynamic</c>, <c>float16</c>, <c>int8</c>.</summary>
public enum QuantizeScheme
{
    /// <summary>Int8 weights; activations stay float32 and are quantized by the kernel while it runs, or the weights are dequantized before it.</summary>
    Dynamic,
    /// <summary>Float16 constants, each with one DEQUANTIZE before its first user.</summary>
    Float16,
    /// <summary>Int8 activations and weights, int32 biases. Planned only: it needs ranges.</summary>
    Int8,
}

/// <summary>What becomes of an operator that the scheme has no form of.</summary>
public enum UnsupportedOperators
{
    /// <summary>It is <see cref="PassOutcome.Unsupported"/>: an error of the recipe.</summary>
    Refuse,
    /// <summary>It stays float32 (<see cref="PassOutcome.Kept"/>), between DEQUANTIZE and QUANTIZE where needed.</summary>
    KeepFloat,
}

public sealed record QuantizeOptions(QuantizeScheme Scheme)
{
    /// <summary>The oldest runtime that has to load the file, as a TensorFlow Lite release (2.9); forms that need a newer one are not written. Null: any form.</summary>
    public RuntimeVersion? OldestRuntime { get; init; }

    /// <summary>Operators that rules keep in float32.</summary>
    public ImmutableHashSet<OperatorAddress> KeepFloat { get; init; } = [];

    public UnsupportedOperators Unsupported { get; init; }

    /// <summary>Dynamic range: weights of fewer elements stay as they are (the converter's number).</summary>
    public int MinimumElements { get; init; } = 1024;
}
