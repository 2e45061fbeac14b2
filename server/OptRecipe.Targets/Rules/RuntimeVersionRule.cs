namespace OptRecipe.Targets.Rules;

/// <summary>Whether the runtime that a recipe asks for knows the operator in this version: if not, the interpreter does not load the file.</summary>
internal static class RuntimeVersionRule
{
    public static string Id(TargetSelection selection) => $"{selection.Target.Id}.runtime.operator-version";

    public static SupportVerdict? Ask(OperatorContext context) => null;
}
