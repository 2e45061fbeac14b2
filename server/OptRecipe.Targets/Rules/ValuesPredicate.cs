using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>Every value of a small integer constant; data that are not in the file, or not yet computed, fit.</summary>
internal sealed class ValuesPredicate(ImmutableArray<Operand> operands, ValueSet values) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (!context.TryReadIntegers(operand.Tensor, out var found)) return true;
        foreach (var value in found)
            if (!values.Contains(value)) return false;
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.TryReadIntegers(operand.Tensor, out var found) ? $"[{string.Join(", ", found)}]" : "";
}

/// <summary>Some values of a small integer constant, by position: <c>values_at: {of: paddings, positions: [0, 1, 6, 7], values: 0}</c>; what is not in the file fits.</summary>
internal sealed class ValuesAtPredicate(Operand operand, ImmutableArray<int> positions, ValueSet values) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(operand) is not { } tensor || !context.TryReadIntegers(tensor, out var found)) return Truth.Holds;
        foreach (var position in positions)
            if (position < found.Length && !values.Contains(found[position])) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(operand) is { } tensor && context.TryReadIntegers(tensor, out var found) ? $"{operand.Name} [{string.Join(", ", found)}]" : "";

    public static Predicate Read(PredicateArgument argument) => new ValuesAtPredicate(
        argument.Operand(argument.Node.Require("of")),
        [.. (argument.Node["positions"] ?? argument.Node).AsList().Select(item => int.Parse(item.Text))],
        ValueSet.Read(argument.Node["values"] ?? argument.Node));
}

/// <summary>A constant vector with one entry for each dimension of another operand.</summary>
internal sealed class VectorsOfRankPredicate(ImmutableArray<Operand> operands, Operand other) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.Tensor(other) is not { } tensor || (operand.Tensor.Shape.Length == 1 && operand.Tensor.Shape[0] == tensor.Shape.Length);

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{Shapes.Text(operand.Tensor)}, {other.Name} rank {context.Tensor(other)?.Shape.Length}";
}

/// <summary>The axes are neighbours.</summary>
internal sealed class NeighbouringAxesPredicate(Operand axis) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(axis) is not { } tensor || !context.TryReadIntegers(tensor, out var axes)) return Truth.Holds;
        var sorted = axes.Order().ToArray();
        for (var index = 1; index < sorted.Length; index++)
            if (sorted[index] != sorted[index - 1] + 1) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(axis) is { } tensor && context.TryReadIntegers(tensor, out var axes) ? $"axes [{string.Join(", ", axes)}]" : "";
}
