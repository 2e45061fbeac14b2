using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>How many inputs are computed at run time, or stand in the file; omitted ones (-1) count as neither.</summary>
/// <remarks>Delegates read float16 constants behind a DEQUANTIZE as if it were not there (<paramref name="foldsFloat16"/>).</remarks>
internal sealed class InputCountPredicate(bool countsConstants, bool foldsFloat16, ValueSet counts) : Predicate
{
    public override Truth Test(OperatorContext context) => From(counts.Contains(Count(context)));

    public override string Found(OperatorContext context) =>
        Count(context) is var count ? $"{count} {(countsConstants ? "constant" : "run-time")} input{(count == 1 ? "" : "s")}" : "";

    private int Count(OperatorContext context)
    {
        var count = 0;
        foreach (var index in context.Operator.Inputs)
            if (context.TensorAt(index) is { } tensor && (context.IsConstant(tensor) || (foldsFloat16 && IsFloat16Behind(context, index))) == countsConstants) count++;
        return count;
    }

    /// <summary>Whether a DEQUANTIZE of float16 numbers in the file writes the tensor.</summary>
    public static bool IsFloat16Behind(OperatorContext context, int index)
    {
        var producer = context.Uses.Producer(index);
        return producer >= 0 && context.Subgraph.Operators[producer] is { Inputs: [var source, ..] } folded && context.CodeOf(folded).Builtin == BuiltinOperator.Dequantize
            && context.TensorAt(source) is { Type: TensorType.Float16 } input && context.IsConstant(input);
    }
}

/// <summary>The data stand in the file, directly or as float16 behind a DEQUANTIZE.</summary>
internal sealed class FoldedConstantPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.IsConstant(operand.Tensor) || InputCountPredicate.IsFloat16Behind(context, operand.TensorIndex);

    protected override string Describe(OperatorContext context, OperandTensor operand) => Holds(context, operand) ? "stands in the file" : "computed at run time";
}
