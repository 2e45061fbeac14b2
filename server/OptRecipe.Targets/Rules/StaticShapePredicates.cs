using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>Tensors that are computed at run time have at least one dimension.</summary>
internal sealed class ShapedPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => !operand.Tensor.Shape.IsEmpty || context.IsConstant(operand.Tensor);

    protected override string Describe(OperatorContext context, OperandTensor operand) => "of rank 0 is computed at run time";
}

/// <summary>Only the first dimension of a tensor is open: no -1 behind it in its shape signature.</summary>
internal sealed class StaticShapePredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var signature = operand.Tensor.ShapeSignature is { IsDefaultOrEmpty: false } open ? open : operand.Tensor.Shape;
        for (var at = 1; at < signature.Length; at++)
            if (signature[at] < 0) return false;
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"[{string.Join(", ", operand.Tensor.ShapeSignature.IsDefaultOrEmpty ? operand.Tensor.Shape : operand.Tensor.ShapeSignature)}]";
}

/// <summary>A tensor that nothing computes and that names a buffer of its own has data in it.</summary>
internal sealed class FilledPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        operand.Operand.IsOutput || operand.Tensor.Buffer == 0 || operand.Tensor.IsVariable || context.IsConstant(operand.Tensor)
        || context.Uses.Producer(operand.TensorIndex) >= 0 || context.Subgraph.Inputs.Contains(operand.TensorIndex);

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"`{operand.Tensor.Name}` with an empty buffer";
}
