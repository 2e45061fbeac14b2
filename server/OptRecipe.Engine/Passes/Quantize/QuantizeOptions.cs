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
    /// <summary>Int8 activations and weights, int32 biases. Needs ranges.</summary>
    Int8,
    /// <summary>Int16 activations with zero point 0, int8 weights, int64 biases. Needs ranges.</summary>
    Int16X8,
    /// <summary>Integer weights that DEQUANTIZE operators turn into float32 before they are used.</summary>
    WeightOnly,
    /// <summary>Nothing is quantized (in rules).</summary>
    Float32,
}

/// <summary>Whose rounding, zero ranges, constants and same-scale groups: a tool's numbers to the last bit.</summary>
public enum QuantizeNumerics
{
    /// <summary>TensorFlow Lite's converter: its MLIR quantizer, the flatbuffer quantizer for int16x8.</summary>
    Converter,
    /// <summary>The flatbuffer quantizer for int8, too.</summary>
    ConverterFlatbuffer,
    AiEdgeQuantizer,
}

/// <summary>What becomes of an operator that the scheme has no form of.</summary>
public enum UnsupportedOperators
{
    /// <summary>It is <see cref="PassOutcome.Unsupported"/>: an error of the recipe.</summary>
    Refuse,
    /// <summary>It stays float32 (<see cref="PassOutcome.Kept"/>), between DEQUANTIZE and QUANTIZE where needed.</summary>
    KeepFloat,
    /// <summary>It takes the nearest scheme that it has a form in: int16x8 → int8 → dynamic → weight-only → float32.</summary>
    NextScheme,
}

public sealed record QuantizeOptions(QuantizeScheme Scheme)
{
    /// <summary>The oldest runtime that has to load the file, as a TensorFlow Lite release (2.9); forms that need a newer one are not written. Null: any form.</summary>
    public RuntimeVersion? OldestRuntime { get; init; }

    /// <summary>Operators that rules keep in float32.</summary>
    public ImmutableHashSet<OperatorAddress> KeepFloat { get; init; } = [];

    public UnsupportedOperators Unsupported { get; init; }

    public QuantizeNumerics Numerics { get; init; }

    /// <summary>How the operators without an entry in <see cref="Overrides"/> store weights.</summary>
    public WeightOptions Weights { get; init; } = WeightOptions.Default;

    /// <summary>Types of the model's float inputs and outputs after the step: float32, int8, uint8 or int16.</summary>
    public TensorType InputType { get; init; } = TensorType.Float32;
    public TensorType OutputType { get; init; } = TensorType.Float32;

    /// <summary>Operators whose rules say something else, with all that holds for them.</summary>
    public ImmutableDictionary<OperatorAddress, OperatorScheme> Overrides { get; init; } = ImmutableDictionary<OperatorAddress, OperatorScheme>.Empty;

    /// <summary>What holds for an operator.</summary>
    public OperatorScheme SchemeOf(OperatorAddress address) =>
        Overrides.TryGetValue(address, out var scheme) ? scheme : new(Scheme) { Weights = Weights, Unsupported = Unsupported };

    /// <summary>Dynamic range: weights of fewer elements stay as they are (the converter's number).</summary>
    public int MinimumElements { get; init; } = 1024;
}
