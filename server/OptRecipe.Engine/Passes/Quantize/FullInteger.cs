using System.Collections.Immutable;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Decides which operators become full-integer ones: those with a row's int8 form and float32 tensors to give up.</summary>
/// <remarks>facts: quantization.md §4–§7, §11; operator-properties.yaml.</remarks>
internal sealed class FullInteger(QuantizeOptions options)
{
    public OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address)
    {
        var code = model.CodeOf(@operator);
        var spec = QuantizationSpec.Of(code.Builtin);
        if (code.Builtin == BuiltinOperator.Dequantize) return new(address, PassOutcome.Untouched, "");
        if (!HasFloats(subgraph, @operator)) return new(address, PassOutcome.Untouched, "");
        if (options.KeepFloat.Contains(address)) return new(address, PassOutcome.Kept, "is kept in float32 by a rule");
        if (Missing(model, subgraph, @operator, spec) is not { } missing) return new(address, PassOutcome.Changed, "");
        return options.Unsupported == UnsupportedOperators.KeepFloat
            ? new(address, PassOutcome.Kept, $"{missing}: it stays in float32")
            : new(address, PassOutcome.Unsupported, missing);
    }

    private static bool HasFloats(Subgraph subgraph, Operator @operator) =>
        @operator.Inputs.Concat(@operator.Outputs).Any(tensor => tensor >= 0 && tensor < subgraph.Tensors.Length && subgraph.Tensors[tensor].Type == TensorType.Float32);

    /// <summary>Why this operator has no int8 form; null when it has one.</summary>
    private static string? Missing(Model model, Subgraph subgraph, Operator @operator, QuantizationSpec spec)
    {
        if (spec.Int8 is not { } form) return spec.Int8Missing;
        if (@operator.Inputs.Length < form.LeastOperands) return $"has {@operator.Inputs.Length} operands: only the form with {form.LeastOperands} or more has an int8 kernel";
        for (var operand = 0; operand < @operator.Inputs.Length; operand++)
            if (subgraph.Input(@operator, operand) is { Type: TensorType.Float32, Sparsity: null } tensor && model.IsConstant(tensor) && !model.HasFittingData(tensor))
                return "has a constant whose data do not fit its shape";
        foreach (var operand in form.Weights.Concat(form.Biases))
        {
            if (subgraph.Input(@operator, operand) is not { Type: TensorType.Float32 } tensor) continue;
            if (!model.IsConstant(tensor)) return $"has {(form.Biases.Contains(operand) ? "a bias" : "weights")} computed at run time, which no int8 kernel takes";
            if (tensor.Sparsity is not null) return "has weights that are stored sparse, which the int8 form does not keep";
        }
        return null;
    }
}
