using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>Number of dimensions.</summary>
internal sealed class RankPredicate(ImmutableArray<Operand> operands, ValueSet ranks) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => ranks.Contains(operand.Tensor.Shape.Length);

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"rank {operand.Tensor.Shape.Length}";
}

/// <summary>Number of elements.</summary>
internal sealed class ElementsPredicate(ImmutableArray<Operand> operands, ValueSet counts) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => counts.Contains(Shapes.Elements(operand.Tensor));

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{Shapes.Text(operand.Tensor)}";
}

/// <summary>One dimension: <c>dimension: {of: weights, index: 1, multiple_of: 2}</c> or <c>equals: input.3</c> (operand and dimension) <c>divides: input.3</c>
/// or <c>values: 1..</c>; without <c>index</c> every dimension; a negative index counts from the end. A dimension that the tensor does not have fits.</summary>
internal sealed class DimensionPredicate(ImmutableArray<Operand> operands, int? index, ValueSet? values, int multiple, (Operand Operand, int Index)? equal, bool isDivisor) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var shape = operand.Tensor.Shape;
        var first = index is < 0 ? index.Value + shape.Length : index ?? 0;
        if (first < 0) return true;
        for (var at = first; at < (index is null ? shape.Length : Math.Min(first + 1, shape.Length)); at++)
        {
            if (values is not null && !values.Contains(shape[at])) return false;
            if (multiple > 1 && shape[at] % multiple != 0) return false;
            if (equal is not var (other, named) || context.Tensor(other) is not { } tensor) continue;
            var dimension = named < 0 ? named + tensor.Shape.Length : named;
            if (dimension < 0 || dimension >= tensor.Shape.Length) continue;
            if (isDivisor ? shape[at] <= 0 || tensor.Shape[dimension] % shape[at] != 0 : tensor.Shape[dimension] != shape[at]) return false;
        }
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        equal is var (other, _) && context.Tensor(other) is { } tensor ? $"{Shapes.Text(operand.Tensor)}, {other.Name} {Shapes.Text(tensor)}" : Shapes.Text(operand.Tensor);

    public static Predicate Read(PredicateArgument argument)
    {
        var node = argument.Node;
        var equal = (node["equals"] ?? node["divides"])?.Text.Split('.');
        return new DimensionPredicate(
            argument.Find(node.Require("of")),
            node["index"] is { } index ? int.Parse(index.Text) : null,
            node["values"] is { } values ? ValueSet.Read(values) : null,
            node["multiple_of"] is { } multiple ? int.Parse(multiple.Text) : 1,
            equal is [var name, var dimension] ? (argument.Operand(name), int.Parse(dimension)) : null,
            node["divides"] is not null);
    }
}

/// <summary>Only so many innermost dimensions may be larger than 1: <c>innermost: {activations: 3}</c>.</summary>
internal sealed class InnermostPredicate(ImmutableArray<Operand> operands, int count) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var shape = operand.Tensor.Shape;
        for (var at = 0; at < shape.Length - count; at++)
            if (shape[at] != 1) return false;
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => Shapes.Text(operand.Tensor);
}

/// <summary>Height × width, the last dimension but one times the one before it.</summary>
internal sealed class PlanePredicate(ImmutableArray<Operand> operands, ValueSet sizes) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => sizes.Contains(Size(operand.Tensor));

    private static double Size(Tensor tensor) => (tensor.Shape.Length > 1 ? tensor.Shape[^2] : 1d) * (tensor.Shape.Length > 2 ? tensor.Shape[^3] : 1d);

    protected override string Describe(OperatorContext context, OperandTensor operand) => Shapes.Text(operand.Tensor);
}

/// <summary>Two operands have one shape.</summary>
internal sealed class SameShapePredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.Tensor(first) is not { } tensor || tensor.Shape.AsSpan().SequenceEqual(operand.Tensor.Shape.AsSpan());

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Tensor(first) is { } tensor ? $"{Shapes.Text(operand.Tensor)}, {first.Name} {Shapes.Text(tensor)}" : "";
}

/// <summary>Two operands have the same number of dimensions.</summary>
internal sealed class SameRankPredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.Tensor(first) is not { } tensor || tensor.Shape.Length == operand.Tensor.Shape.Length;

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Tensor(first) is { } tensor ? $"{Shapes.Text(operand.Tensor)}, {first.Name} {Shapes.Text(tensor)}" : "";
}

/// <summary>Two operands have the same number of elements; shapes with an open dimension fit.</summary>
internal sealed class SameElementsPredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        context.Tensor(first) is not { } tensor || operand.Tensor.Shape.Contains(-1) || Shapes.Elements(tensor) == Shapes.Elements(operand.Tensor);

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Tensor(first) is { } tensor ? $"{Shapes.Text(operand.Tensor)}, {first.Name} {Shapes.Text(tensor)}" : "";
}

/// <summary>The output's shape is what broadcasting the activations gives.</summary>
internal sealed class BroadcastShapePredicate(Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(output) is not { } result) return Truth.Holds;
        for (var back = 1; back <= result.Shape.Length; back++)
        {
            var size = 1;
            foreach (var index in context.Operator.Inputs)
                if (context.TensorAt(index) is { } input && back <= input.Shape.Length && input.Shape[^back] != 1) size = input.Shape[^back];
            if (size != result.Shape[^back]) return Truth.Fails;
        }
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(output) is { } result
        ? $"output {Shapes.Text(result)}, inputs {string.Join(" and ", context.Operator.Inputs.Select(context.TensorAt).OfType<Tensor>().Select(Shapes.Text))}" : "";
}

/// <summary>The option <c>axis</c> stands within the output's rank; negative axes count from the end.</summary>
internal sealed class AxisInRankPredicate(Operand output) : Predicate
{
    public override Truth Test(OperatorContext context) =>
        From(context.Option("axis") is not int axis || context.Tensor(output) is not { } result || (axis < result.Shape.Length && axis >= -result.Shape.Length));

    public override string Found(OperatorContext context) => $"axis {context.Option("axis")}, output rank {context.Tensor(output)?.Shape.Length}";
}
