namespace OptRecipe.Targets.Rules;

/// <summary>The operator's version in the file is one of these.</summary>
internal sealed class VersionPredicate(ValueSet versions) : Predicate
{
    public override Truth Test(OperatorContext context) => From(versions.Contains(context.Code.Version));

    public override string Found(OperatorContext context) => $"version {context.Code.Version}";

    public static Predicate Read(PredicateArgument argument) => new VersionPredicate(ValueSet.Read(argument.Node));
}
