namespace OptRecipe.Targets.Rules;

/// <summary>The runtime's device list does not exclude the phone that the recipe names; phones that it decides one by one, and recipes that name none, fit.</summary>
internal sealed class ListedDevicePredicate(string targetId) : Predicate
{
    public override Truth Test(OperatorContext context) => From(TargetTable.Of(targetId).Devices?.Ask(context.Selection)?.Answer != DeviceAnswer.Unsupported);

    public override string Found(OperatorContext context) => TargetTable.Of(targetId).Devices?.Ask(context.Selection)?.Verdict is { } verdict ? $"{verdict.Found}: {verdict.Sentence}" : "";
}
