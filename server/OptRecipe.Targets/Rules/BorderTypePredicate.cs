namespace OptRecipe.Targets.Rules;

/// <summary>The operator reads an input of the model, or writes an output of it, of one of some types: <c>at_border: bool</c>.</summary>
internal sealed class BorderTypePredicate(TypeSet types) : Predicate
{
    public override Truth Test(OperatorContext context) => From(First(context) >= 0);

    public override string Found(OperatorContext context) => First(context) is >= 0 and var index && context.TensorAt(index) is { } tensor
        ? $"{TFLite.TensorTypeNames.Name(tensor.Type)} {(context.Subgraph.Outputs.Contains(index) ? "output" : "input")} `{tensor.Name}`" : "";

    private int First(OperatorContext context)
    {
        foreach (var index in context.Operator.Inputs)
            if (context.TensorAt(index) is { } tensor && types.Contains(tensor.Type) && context.Subgraph.Inputs.Contains(index)) return index;
        foreach (var index in context.Operator.Outputs)
            if (context.TensorAt(index) is { } tensor && types.Contains(tensor.Type) && context.Subgraph.Outputs.Contains(index)) return index;
        return -1;
    }

    public static BorderTypePredicate Read(PredicateArgument argument) => new(TypeSet.Read(argument.Node));
}
