using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>No value of a small integer constant stands there twice; data that are not in the file fit.</summary>
internal sealed class UniqueValuesPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        !context.TryReadIntegers(operand.Tensor, out var values) || values.Distinct().Count() == values.Length;

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.TryReadIntegers(operand.Tensor, out var values)
        ? $"with {values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1)?.Key} more than once" : "";
}

/// <summary>GATHER takes along the first dimension behind its batches: <c>axis</c> equals <c>batch_dims</c>. <c>gathers_first_axis: true</c>.</summary>
internal sealed class GathersFirstAxisPredicate(Operand input) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        var axis = context.Option("axis") is int written ? written : 0;
        if (axis < 0) axis += context.Tensor(input)?.Shape.Length ?? 0;
        return From(axis == (context.Option("batch_dims") is int batches ? batches : 0));
    }

    public override string Found(OperatorContext context) => $"axis {context.Option("axis")}, batch_dims {context.Option("batch_dims")}";
}

/// <summary>The axis of ARG_MAX is the last one; an axis that is computed at run time fits. <c>last_axis: true</c>.</summary>
internal sealed class LastAxisPredicate(Operand input, Operand axis) : Predicate
{
    public override Truth Test(OperatorContext context) => From(
        context.Tensor(axis) is not { } tensor || !context.TryReadIntegers(tensor, out var values) || values is not [var at, ..] || at == -1 || at == context.Tensor(input)?.Shape.Length - 1);

    public override string Found(OperatorContext context) => context.Tensor(axis) is { } tensor && context.TryReadIntegers(tensor, out var values)
        ? $"axis {values.FirstOrDefault()} of {(context.Tensor(input) is { } source ? Shapes.Text(source) : "")}" : "";
}

/// <summary>Whether the axis of UNPACK is the last one of three or more. <c>unpacks_last: false</c>.</summary>
internal sealed class UnpacksLastPredicate(Operand input, bool expected) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Option("axis") is not int axis || context.Tensor(input) is not { Shape.Length: > 2 and var rank }) return From(!expected);
        return From((axis < 0 ? axis + rank == rank - 1 : axis == rank - 1) == expected);
    }

    public override string Found(OperatorContext context) => $"axis {context.Option("axis")}";

    public static UnpacksLastPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Node.Text == "true");
}
