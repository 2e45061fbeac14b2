using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Decides which operators become full-integer ones: those with a form in the scheme's type and float32 tensors to give up.</summary>
/// <remarks>facts: quantization.md §4–§7, §11; operator-properties.yaml.</remarks>
internal sealed class FullInteger(QuantizeOptions options)
{
    public OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address, OperatorScheme scheme)
    {
        var code = model.CodeOf(@operator);
        if (code.Builtin == BuiltinOperator.Dequantize) return new(address, PassOutcome.Untouched, "");
        if (!HasFloats(subgraph, @operator)) return new(address, PassOutcome.Untouched, "");
        if (options.KeepFloat.Contains(address)) return new(address, PassOutcome.Kept, "is kept in float32 by a rule");
        return Missing(model, subgraph, @operator, code.Builtin, scheme) is { } missing ? new(address, PassOutcome.Unsupported, missing) : new(address, PassOutcome.Changed, "");
    }

    public static bool HasFloats(Subgraph subgraph, Operator @operator) =>
        @operator.Inputs.Concat(@operator.Outputs).Any(tensor => tensor >= 0 && tensor < subgraph.Tensors.Length && subgraph.Tensors[tensor].Type == TensorType.Float32);

    /// <summary>Why this operator has no form; null when it has one.</summary>
    private string? Missing(Model model, Subgraph subgraph, Operator @operator, BuiltinOperator builtin, OperatorScheme scheme)
    {
        var spec = QuantizationSpec.Of(builtin);
        if (spec.Int8 is not { } form) return spec.Int8Missing;
        var numerics = IntegerConversion.NumericsOf(options, scheme.Scheme);
        if (numerics == QuantizeNumerics.AiEdgeQuantizer)
        {
            if (AiEdgeTable.Of(builtin) is not { IsStatic: true } row) return "is no operator that ai-edge-quantizer gives integer activations";
            if (scheme.Scheme == QuantizeScheme.Int16X8 && !row.HasInt16) return "has no form with 16-bit activations";
            if (row.Weights is { } weights && (scheme.Weights.Granularity == WeightGranularity.Block || !scheme.Weights.IsSymmetric || !weights.Static.Contains(scheme.Weights.Bits)))
                return $"takes weights of {string.Join(" or ", weights.Static)} bits with zero point 0 and one scale, or one for each channel, beside integer activations";
        }
        else if (numerics == QuantizeNumerics.ConverterFlatbuffer)
        {
            if (FlatbufferTable.Of(builtin) is not { } row) return "is no operator that the converter's flatbuffer quantizer knows";
            if (scheme.Scheme == QuantizeScheme.Int16X8 && !row.HasInt16) return "has no form with 16-bit activations";
        }
        if (numerics != QuantizeNumerics.AiEdgeQuantizer && !form.Weights.IsEmpty && scheme.Weights is not { Bits: 8, Granularity: not WeightGranularity.Block, IsSymmetric: true })
            return "takes 8-bit weights with zero point 0 and one scale, or one for each channel, beside integer activations (4-bit ones are written by `numerics: ai-edge-quantizer`)";
        if (@operator.Inputs.Length < form.LeastOperands) return $"has {@operator.Inputs.Length} operands: only the form with {form.LeastOperands} or more has an int8 kernel";
        if (Fused(@operator) is { } fused && !form.FusedActivations.IsEmpty && !form.FusedActivations.Contains(fused))
            return $"fuses {fused.ToString().ToUpperInvariant()}, which its integer kernel does not carry out";
        return MissingData(model, subgraph, @operator, form, numerics == QuantizeNumerics.AiEdgeQuantizer);
    }

    private static ActivationFunctionType? Fused(Operator @operator) =>
        @operator.Options is { } settings && settings.Schema.IndexOf("fused_activation_function") >= 0 ? (ActivationFunctionType)settings.Int32("fused_activation_function") : null;

    private static string? MissingData(Model model, Subgraph subgraph, Operator @operator, Int8Spec form, bool mayHaveIntegers)
    {
        for (var operand = 0; operand < @operator.Inputs.Length; operand++)
            if (subgraph.Input(@operator, operand) is { Type: TensorType.Float32, Sparsity: null } tensor && model.IsConstant(tensor) && !model.HasFittingData(tensor))
                return "has a constant whose data do not fit its shape";
        foreach (var operand in form.Weights.Concat(form.Biases).Concat(form.Int16))
            if (subgraph.Input(@operator, operand) is { Type: not TensorType.Float32 } other && !(mayHaveIntegers && other.Type == TensorType.Int8)) return $"has weights of type {other.Type.Name()} already";
        foreach (var operand in form.Weights.Concat(form.Biases))
        {
            if (subgraph.Input(@operator, operand) is not { Type: TensorType.Float32 } tensor) continue;
            if (!model.IsConstant(tensor)) return $"has {(form.Biases.Contains(operand) ? "a bias" : "weights")} computed at run time, which no int8 kernel takes";
            if (tensor.Sparsity is not null) return "has weights that are stored sparse, which the int8 form does not keep";
            if (tensor.Shape.Length <= form.QuantizedDimension && form.Weights.Contains(operand)) return $"has weights of {tensor.Shape.Length} dimensions";
        }
        return null;
    }
}
