using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Whether the tensor has scales.</summary>
internal sealed class QuantizedPredicate(ImmutableArray<Operand> operands, bool expected) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => (operand.Tensor.Quantization?.IsQuantized ?? false) == expected;

    protected override string Describe(OperatorContext context, OperandTensor operand) => operand.Tensor.Quantization is { IsQuantized: true } quantization
        ? $"with {quantization.ScaleCount} scale{(quantization.ScaleCount == 1 ? "" : "s")}" : "without scales";
}

/// <summary>Whether the tensor is stored sparse.</summary>
internal sealed class SparsePredicate(ImmutableArray<Operand> operands, bool expected) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => operand.Tensor.Sparsity is not null == expected;

    protected override string Describe(OperatorContext context, OperandTensor operand) => operand.Tensor.Sparsity is null ? "stored dense" : "stored sparse";
}

/// <summary>How many scales a tensor has: <c>per-tensor</c> (one), <c>per-channel</c> (several along one dimension), <c>blockwise</c>, <c>none</c>.</summary>
internal sealed class GranularityPredicate(ImmutableArray<Operand> operands, ImmutableArray<string> allowed) : OperandPredicate(operands)
{
    public static string Of(Tensor tensor) => tensor.Quantization switch
    {
        { Details: BlockwiseQuantization } => "blockwise",
        { Details: not null } => "other",
        { ScaleCount: 1 } => "per-tensor",
        { ScaleCount: > 1 } => "per-channel",
        _ => "none",
    };

    protected override bool Holds(OperatorContext context, OperandTensor operand) => allowed.Contains(Of(operand.Tensor), StringComparer.Ordinal);

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        Of(operand.Tensor) is var granularity && granularity == "none" ? "without scales" : $"{operand.Tensor.Type.Name()} {granularity}";
}
