using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>An option of the target (as the recipe gives it, or its default) has a value: <c>setting: {qs8: true}</c>.</summary>
internal sealed class SettingPredicate(string name, ImmutableArray<string> values) : Predicate
{
    public override Truth Test(OperatorContext context) => From(values.Contains(context.Selection.Value(name) ?? "", StringComparer.Ordinal));

    public override string Found(OperatorContext context) => $"{name}: {context.Selection.Value(name)}";

    public static Predicate Read(PredicateArgument argument) => argument.Node.Kind == TableNodeKind.Map
        ? new AllOf([.. argument.Node.Fields.Select(field => new SettingPredicate(field.Key, [.. field.Value.AsList().Select(item => item.Text)]))])
        : throw new TableFormatException(argument.Node.Line, "a map of options is expected");
}
