using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>How the output's scale comes about.</summary>
public enum OutputScale
{
    /// <summary>From the output's own range.</summary>
    Free,
    /// <summary>The input's: the kernel moves values without rescaling.</summary>
    SameAsInput,
    /// <summary>Its own, and the inputs are made to match it.</summary>
    SameAsOutput,
    /// <summary>Its own with zero point 0, and the inputs are made to match it: the kernel fills with raw zeros.</summary>
    SymmetricAsOutput,
    /// <summary>A constant of the operator (SOFTMAX: 1/256).</summary>
    Fixed,
}

/// <summary>The full-integer form of an operator.</summary>
/// <param name="Activations">Operands that become int8; empty: every float32 operand that has no other role.</param>
public sealed record Int8Spec(ImmutableArray<int> Activations, OutputScale Scale)
{
    /// <summary>Constant operands with int8 symmetric weights.</summary>
    public ImmutableArray<int> Weights { get; init; } = [];
    /// <summary>The weights' channel dimension; −1: one scale.</summary>
    public int QuantizedDimension { get; init; } = -1;
    /// <summary>Operands with an int32 bias, one scale for each scale of the weights.</summary>
    public ImmutableArray<int> Biases { get; init; } = [];
    /// <summary>Operands held in int16: cell states, time weights, peephole and normalization coefficients.</summary>
    public ImmutableArray<int> Int16 { get; init; } = [];
    /// <summary>Whether float32 outputs become int8.</summary>
    public bool HasInt8Output { get; init; } = true;
    /// <summary>The operands whose scales, multiplied, are a bias's scale; a bias without an entry takes the first activation's and the weights'.</summary>
    public ImmutableDictionary<int, ImmutableArray<int>> BiasScales { get; init; } = ImmutableDictionary<int, ImmutableArray<int>>.Empty;
    /// <summary>The state whose range is the first output's, too; −1: none.</summary>
    public int SharedRangeOperand { get; init; } = -1;
    /// <summary>The bias of the LSTM's projection, and its weights: its scale is theirs times that of what the projection reads (the last intermediate). −1: none.</summary>
    public int HiddenBias { get; init; } = -1;
    public int HiddenWeights { get; init; } = -1;
    /// <summary>The kernel wants these tensors (the LSTM's five) listed as intermediates.</summary>
    public int IntermediateCount { get; init; }
    /// <summary>Fused activations that the integer kernel carries out; default: those that only cut the range. Empty: any (the kernel has its own).</summary>
    public ImmutableArray<ActivationFunctionType> FusedActivations { get; init; } =
        [ActivationFunctionType.None, ActivationFunctionType.Relu, ActivationFunctionType.ReluN1To1, ActivationFunctionType.Relu6];
    /// <summary>The fewest operands that this form exists for.</summary>
    public int LeastOperands { get; init; }

    /// <summary>Whether a float32 operand becomes an activation (or a constant beside activations).</summary>
    public bool IsActivation(int operand) => Activations.IsEmpty ? Weights.IsEmpty : Activations.Contains(operand);

    /// <summary>The operands whose scales make a bias's scale.</summary>
    public ImmutableArray<int> ScaleOperands(int bias) => BiasScales.TryGetValue(bias, out var operands) ? operands : [Activations[0], Weights[0]];
}

/// <summary>A way to give int8 weights to an operator whose activations are float32.</summary>
/// <param name="PerChannel">One scale per index of the operator's quantized dimension, else one for the tensor.</param>
/// <param name="AsymmetricInputs">Whether <c>asymmetric_quantize_inputs</c> is set.</param>
/// <param name="Since">The first TensorFlow Lite release whose kernels run it.</param>
public sealed record HybridForm(bool PerChannel, bool AsymmetricInputs, RuntimeVersion Since);

/// <summary>The dynamic-range facts of an operator.</summary>
/// <param name="Operands">Its weights, by operand.</param>
/// <param name="Activation">The operand that has to be float32; −1: none.</param>
/// <param name="QuantizedDimension">The channel dimension of its weights; −1 where they only have one scale.</param>
/// <param name="Forms">Hybrid forms, best first; none: int8 weights with a DEQUANTIZE.</param>
public sealed record DynamicRangeSpec(ImmutableArray<int> Operands, int Activation, int QuantizedDimension, ImmutableArray<HybridForm> Forms)
{
    /// <summary>The first release with DEQUANTIZE of per-channel int8 (version 5).</summary>
    private static readonly RuntimeVersion PerChannelDequantize = new(2, 7, 0);

    /// <summary>The best form that a runtime has; null: dequantize the weights.</summary>
    /// <param name="hasOneChannel">With one channel one scale is a scale per channel: the version rules make no difference, so the form with one scale is no way out.</param>
    public HybridForm? FormFor(RuntimeVersion? oldestRuntime, bool hasOneChannel) =>
        Forms.FirstOrDefault(form => (form.PerChannel || !hasOneChannel || QuantizedDimension < 0) && (oldestRuntime is null || form.Since <= oldestRuntime));

    /// <summary>Whether weights behind a DEQUANTIZE have a scale per channel.</summary>
    public bool DequantizesPerChannel(RuntimeVersion? oldestRuntime) => QuantizedDimension >= 0 && (oldestRuntime is null || PerChannelDequantize <= oldestRuntime);
}

/// <summary>What quantization knows about an operator; the one table that plans, passes and hovers read.</summary>
/// <param name="Int8">Its full-integer form, null when it has none.</param>
/// <param name="Int8Missing">Why it has none, as the rest of a sentence; empty when it has one.</param>
/// <param name="DynamicRange">Null: it keeps float32 weights in dynamic range.</param>
public sealed partial record QuantizationSpec(BuiltinOperator Builtin, Int8Spec? Int8, string Int8Missing, DynamicRangeSpec? DynamicRange)
{
    private static readonly Lazy<Dictionary<BuiltinOperator, QuantizationSpec>> Table = new(() => Rows().ToDictionary(spec => spec.Builtin));

    /// <summary>The row of an operator; one without any form where the table has none.</summary>
    public static QuantizationSpec Of(BuiltinOperator builtin) => Table.Value.TryGetValue(builtin, out var spec) ? spec
        : new(builtin, null, builtin == BuiltinOperator.Custom ? "is a custom operator, which has no int8 form" : "has no int8 kernel", null);

    /// <summary>Every row, in the order of the schema's numbers.</summary>
    public static IEnumerable<QuantizationSpec> All => Table.Value.Values.OrderBy(spec => spec.Builtin);
}
