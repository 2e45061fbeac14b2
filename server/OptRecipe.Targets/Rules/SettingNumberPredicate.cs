using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>An option of the target read as a number: <c>setting_number: {feature_level: 29..}</c>. An option that is neither written nor has a default fits.</summary>
internal sealed class SettingNumberPredicate(string name, ValueSet values) : Predicate
{
    public override Truth Test(OperatorContext context) =>
        From(!double.TryParse(context.Selection.Value(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || values.Contains(value));

    public override string Found(OperatorContext context) => $"{name}: {context.Selection.Value(name)}";

    public static Predicate Read(PredicateArgument argument) => argument.Node.Kind == TableNodeKind.Map
        ? new AllOf([.. argument.Node.Fields.Select(field => new SettingNumberPredicate(field.Key, ValueSet.Read(field.Value)))])
        : throw new TableFormatException(argument.Node.Line, "a map of options is expected");
}
