using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>A way to give int8 weights to an operator whose activations are float32.</summary>
/// <param name="PerChannel">One scale per index of the operator's quantized dimension, else one for the tensor.</param>
/// <param name="AsymmetricInputs">Whether <c>asymmetric_quantize_inputs</c> is set.</param>
/// <param name="Since">The first TensorFlow Lite release whose kernels run it.</param>
public sealed record HybridForm(bool PerChannel, bool AsymmetricInputs, Version Since);

/// <summary>The dynamic-range facts of an operator.</summary>
/// <param name="Operands">Its weights, by operand.</param>
/// <param name="Activation">The operand that has to be float32.</param>
/// <param name="QuantizedDimension">The channel dimension of its weights; −1 where they only have one scale.</param>
/// <param name="AllOrNothing">The kernel wants all weights of one type: none is quantized where one may not be.</param>
/// <param name="Forms">Hybrid forms, best first; none: int8 weights with a DEQUANTIZE.</param>
public sealed record DynamicRangeSpec(ImmutableArray<int> Operands, int Activation, int QuantizedDimension, bool AllOrNothing, ImmutableArray<HybridForm> Forms)
{
    /// <summary>The first release with DEQUANTIZE of per-channel int8 (version 5).</summary>
    private static readonly Version PerChannelDequantize = new(2, 7);

    /// <summary>The best form that a runtime has; null: dequantize the weights.</summary>
    public HybridForm? FormFor(Version? oldestRuntime) => Forms.FirstOrDefault(form => oldestRuntime is null || form.Since <= oldestRuntime);

    /// <summary>Whether weights behind a DEQUANTIZE have a scale per channel.</summary>
    public bool DequantizesPerChannel(Version? oldestRuntime) => QuantizedDimension >= 0 && (oldestRuntime is null || PerChannelDequantize <= oldestRuntime);
}

/// <summary>Which operators have int8 weights with float32 activations, and how: the rows of operator-properties.yaml (<c>dynamic_range</c>) and op-versions.yaml.</summary>
public static class DynamicRangeTable
{
    private static readonly Dictionary<BuiltinOperator, DynamicRangeSpec> Rows = new()
    {
        [BuiltinOperator.Conv2D] = new([1], 0, 0, false, [Form("channel", 2, 4), Form("tensor", 1, 14)]),
        [BuiltinOperator.DepthwiseConv2D] = new([1], 0, 3, false, [Form("channel", 2, 3), Form("tensor", 2, 2)]),
        [BuiltinOperator.FullyConnected] = new([1], 0, 0, false, [Form("channel asymmetric", 2, 17), Form("tensor asymmetric", 2, 3), Form("tensor", 1, 14)]),
        [BuiltinOperator.TransposeConv] = new([1], 2, 0, false, [Form("channel", 2, 12)]),
        [BuiltinOperator.EmbeddingLookup] = new([1], -1, 0, false, [Form("channel", 2, 18), Form("tensor", 1, 14)]),
        [BuiltinOperator.Gather] = new([0], -1, -1, false, []),
        [BuiltinOperator.BatchMatmul] = new([1], 0, -1, false, [Form("tensor asymmetric", 2, 5), Form("tensor", 2, 3)]),
        [BuiltinOperator.Svdf] = new([1, 2], 0, -1, true, [Form("tensor asymmetric", 2, 3), Form("tensor", 1, 14)]),
        [BuiltinOperator.Lstm] = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16], 0, -1, true, [Form("tensor asymmetric", 2, 3), Form("tensor", 1, 14)]),
        [BuiltinOperator.UnidirectionalSequenceLstm] =
            new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16], 0, -1, true, [Form("tensor asymmetric", 2, 3), Form("tensor", 1, 14)]),
        [BuiltinOperator.BidirectionalSequenceLstm] =
            new([.. Enumerable.Range(1, 11), 16, .. Enumerable.Range(18, 11), 33, .. Enumerable.Range(40, 8)], 0, -1, true,
                [Form("tensor asymmetric", 1, 14), Form("tensor", 1, 14)]),
        [BuiltinOperator.UnidirectionalSequenceRnn] = new([1, 2], 0, -1, true, [Form("tensor asymmetric", 2, 3), Form("tensor", 1, 14)]),
    };

    /// <summary>The row of an operator; null: it keeps its float32 weights.</summary>
    public static DynamicRangeSpec? Find(BuiltinOperator builtin) => Rows.GetValueOrDefault(builtin);

    private static HybridForm Form(string what, int major, int minor) =>
        new(what.StartsWith("channel", StringComparison.Ordinal), what.EndsWith("asymmetric", StringComparison.Ordinal), new(major, minor));
}
