namespace OptRecipe.Targets.Rules;

/// <summary>How many inputs or outputs the file lists, omitted ones (-1) included.</summary>
internal sealed class OperandCountPredicate(bool isOutput, ValueSet counts) : Predicate
{
    public override Truth Test(OperatorContext context) => From(counts.Contains(context.Side(isOutput).Length));

    public override string Found(OperatorContext context) => context.Side(isOutput).Length is var count ? $"{count} {(isOutput ? "output" : "input")}{(count == 1 ? "" : "s")}" : "";
}
