using System.Globalization;

namespace OptRecipe.Targets.Rules;

/// <summary>The NNAPI feature level of the phone: <c>android_level: 29..</c>. The option <c>feature_level</c> says it; else the option <c>sdk</c>, up to 31, where updates of NNAPI began to count on their own; else 31.</summary>
internal sealed class AndroidLevelPredicate(ValueSet levels) : Predicate
{
    public override Truth Test(OperatorContext context) => From(levels.Contains(Level(context)));

    public override string Found(OperatorContext context) => $"NNAPI feature level {Level(context)}";

    private static int Level(OperatorContext context) => Number(context, "feature_level") ?? Math.Min(Number(context, "sdk") ?? 31, 31);

    private static int? Number(OperatorContext context, string option) => int.TryParse(context.Selection.Value(option), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
