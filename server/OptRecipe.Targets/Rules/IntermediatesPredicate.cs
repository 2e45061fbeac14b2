namespace OptRecipe.Targets.Rules;

/// <summary>The elements of every intermediate tensor of the operator are so many; <c>none</c>: it has no such tensors.</summary>
internal sealed class IntermediatesPredicate(ValueSet elements) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Operator.Intermediates.IsDefaultOrEmpty) return Truth.Holds;
        foreach (var index in context.Operator.Intermediates)
            if (context.TensorAt(index) is { } tensor && !elements.Contains(Shapes.Elements(tensor))) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => $"{context.Operator.Intermediates.Length} intermediate tensors";

    public static Predicate Read(PredicateArgument argument) => new IntermediatesPredicate(argument.Node.Text == "none" ? new([]) : ValueSet.Read(argument.Node));
}

/// <summary>Whether a builtin operator carries the options of a custom one.</summary>
internal sealed class CustomOptionsPredicate(bool expected) : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Code.CustomCode is not null || (context.Operator.CustomOptions.Length > 0) == expected);

    public override string Found(OperatorContext context) => $"{context.Operator.CustomOptions.Length} bytes of custom options";

    public static Predicate Read(PredicateArgument argument) => new CustomOptionsPredicate(argument.Node.Text == "true");
}

/// <summary>A custom operator carries data of its own.</summary>
internal sealed class CustomDataPredicate : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Operator.CustomOptions.Length > 0);

    public override string Found(OperatorContext context) => $"{context.Operator.CustomOptions.Length} bytes of custom options";
}

/// <summary>How many intermediate tensors the operator lists.</summary>
internal sealed class IntermediateCountPredicate(ValueSet counts) : Predicate
{
    public override Truth Test(OperatorContext context) => From(counts.Contains(Count(context)));

    private static int Count(OperatorContext context) => context.Operator.Intermediates.IsDefault ? 0 : context.Operator.Intermediates.Length;

    public override string Found(OperatorContext context) => $"{Count(context)} intermediates";
}
