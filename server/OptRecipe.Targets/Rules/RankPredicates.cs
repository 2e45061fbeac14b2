using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The size of no dimension is left open until run time; <paramref name="isGraphOnly"/>: of inputs of the model.</summary>
internal sealed class FixedShapePredicate(ImmutableArray<Operand> operands, bool isGraphOnly) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => (isGraphOnly && !context.Subgraph.Inputs.Contains(operand.TensorIndex)) || (
        !operand.Tensor.Shape.Contains(-1) && (operand.Tensor.ShapeSignature.IsDefault || !operand.Tensor.ShapeSignature.Contains(-1)));

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"[{string.Join(", ", operand.Tensor.ShapeSignature.IsDefaultOrEmpty ? operand.Tensor.Shape : operand.Tensor.ShapeSignature)}]";
}

/// <summary>The number of dimensions of the largest activation, asked only when the activations differ in shape.</summary>
internal sealed class BroadcastRankPredicate(ValueSet ranks) : Predicate
{
    public override Truth Test(OperatorContext context) => From(Rank(context) is not { } rank || ranks.Contains(rank));

    public override string Found(OperatorContext context) => $"{string.Join(" and ", context.Operator.Inputs.Select(context.TensorAt).OfType<Tensor>().Select(Shapes.Text))}";

    private static int? Rank(OperatorContext context)
    {
        Tensor? first = null;
        var rank = 0;
        var differs = false;
        foreach (var index in context.Operator.Inputs)
        {
            if (context.TensorAt(index) is not { } tensor) continue;
            differs |= first is not null && !tensor.Shape.AsSpan().SequenceEqual(first.Shape.AsSpan());
            first ??= tensor;
            rank = Math.Max(rank, tensor.Shape.Length);
        }
        return differs ? rank : null;
    }
}

/// <summary>The product of all dimensions but the last.</summary>
internal sealed class LeadingElementsPredicate(ImmutableArray<Operand> operands, ValueSet counts) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var count = 1L;
        for (var index = 0; index < operand.Tensor.Shape.Length - 1; index++) count *= operand.Tensor.Shape[index];
        return counts.Contains(count);
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => Shapes.Text(operand.Tensor);
}

/// <summary>What Core ML broadcasts, shapes aligned to NHWC from the right: batches are equal or one side is a constant of one element, height and width are both equal or both 1 on one side,
/// channels are equal or 1 on one side.</summary>
internal sealed class NhwcBroadcastPredicate(Operand left, Operand right) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(left) is not { } first || context.Tensor(right) is not { } second) return Truth.Holds;
        if (IsOneConstant(context, first) || IsOneConstant(context, second)) return Truth.Holds;
        var isBatchEqual = Size(first, 4) == Size(second, 4);
        var isPlaneEqual = Size(first, 3) == Size(second, 3) && Size(first, 2) == Size(second, 2);
        var isPlaneOne = (Size(first, 3) == 1 && Size(first, 2) == 1) || (Size(second, 3) == 1 && Size(second, 2) == 1);
        var isChannelFitting = Size(first, 1) == Size(second, 1) || Size(first, 1) == 1 || Size(second, 1) == 1;
        return From(isBatchEqual && (isPlaneEqual || isPlaneOne) && isChannelFitting);
    }

    public override string Found(OperatorContext context) => context.Tensor(left) is { } first && context.Tensor(right) is { } second ? $"{Shapes.Text(first)} and {Shapes.Text(second)}" : "";

    private static bool IsOneConstant(OperatorContext context, Tensor tensor) => Shapes.Elements(tensor) == 1 && context.IsConstant(tensor);

    private static int Size(Tensor tensor, int fromEnd) => fromEnd <= tensor.Shape.Length ? tensor.Shape[^fromEnd] : 1;
}

/// <summary>The option <c>axis</c> is the last dimension of the operand.</summary>
internal sealed class LastAxisOptionPredicate(Operand operand) : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Option("axis") is not int axis || axis == -1 || context.Tensor(operand) is not { } tensor || axis == tensor.Shape.Length - 1);

    public override string Found(OperatorContext context) => $"axis {context.Option("axis")}, {operand.Name} rank {context.Tensor(operand)?.Shape.Length}";
}
