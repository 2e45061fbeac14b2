using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The operator has the operand.</summary>
internal sealed class PresentPredicate(ImmutableArray<Operand> operands) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        foreach (var operand in operands)
            if (context.Tensor(operand) is null) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => $"no {operands.FirstOrDefault(operand => context.Tensor(operand) is null)?.Name}";
}

/// <summary>The operator does not have the operand.</summary>
internal sealed class AbsentPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => false;

    protected override string Describe(OperatorContext context, OperandTensor operand) => "is there";
}

/// <summary>The data stand in the file.</summary>
internal sealed class ConstantPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.IsConstant(operand.Tensor);

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.IsConstant(operand.Tensor) ? "is constant" : "computed at run time";
}

/// <summary>The data stand in the file, or come from a DEQUANTIZE or DENSIFY that XNNPACK unpacks once while loading.</summary>
internal sealed class StaticPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => IsStatic(context, operand.TensorIndex, operand.Tensor, depth: 2);

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        IsStatic(context, operand.TensorIndex, operand.Tensor, depth: 2) ? "is constant" : "computed at run time";

    /// <summary>Whether a DEQUANTIZE or DENSIFY of this input is unpacked while loading.</summary>
    public static bool IsFoldable(OperatorContext context, BuiltinOperator builtin, Tensor input) => builtin switch
    {
        BuiltinOperator.Dequantize => input.Type is TensorType.Float16 or TensorType.Int8,
        BuiltinOperator.Densify => input.Type is TensorType.Float32 or TensorType.Float16 or TensorType.Int8 && context.IsConstant(input),
        _ => false,
    };

    private static bool IsStatic(OperatorContext context, int index, Tensor tensor, int depth)
    {
        if (context.IsConstant(tensor)) return true;
        var producer = depth > 0 ? context.Uses.Producer(index) : -1;
        if (producer < 0 || context.Subgraph.Operators[producer] is not { Inputs: [var source, ..] } folded || context.TensorAt(source) is not { } input) return false;
        return IsFoldable(context, context.CodeOf(folded).Builtin, input) && IsStatic(context, source, input, depth - 1);
    }
}

/// <summary>Whether the tensor keeps its value from one run to the next.</summary>
internal sealed class VariablePredicate(ImmutableArray<Operand> operands, bool expected) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => operand.Tensor.IsVariable == expected;

    protected override string Describe(OperatorContext context, OperandTensor operand) => operand.Tensor.IsVariable ? "is a variable" : "is no variable";
}

/// <summary>How many inputs are computed at run time.</summary>
internal sealed class RunTimeInputsPredicate(ValueSet counts) : Predicate
{
    public override Truth Test(OperatorContext context) => From(counts.Contains(Count(context)));

    public override string Found(OperatorContext context) => Count(context) is var count && count == 1 ? "1 input at run time" : $"{count} inputs at run time";

    private static int Count(OperatorContext context)
    {
        var count = 0;
        foreach (var index in context.Operator.Inputs)
            if (context.TensorAt(index) is { } tensor && !context.IsConstant(tensor)) count++;
        return count;
    }
}

/// <summary>No tensor is read through two operands of the operator.</summary>
internal sealed class DistinctInputsPredicate : Predicate
{
    public override Truth Test(OperatorContext context) => From(Twice(context) < 0);

    public override string Found(OperatorContext context) => $"tensor {Twice(context)} is read twice";

    private static int Twice(OperatorContext context)
    {
        var inputs = context.Operator.Inputs;
        for (var index = 1; index < inputs.Length; index++)
            if (inputs[index] >= 0 && inputs.AsSpan(0, index).Contains(inputs[index])) return inputs[index];
        return -1;
    }
}
