using System.Globalization;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Targets.Rules;

/// <summary>The file fits into the flash that the recipe gives the target; the firmware's own code is not counted.</summary>
internal static class FlashRule
{
    public static IEnumerable<SupportVerdict> Ask(Model model, TargetSelection selection)
    {
        if (selection.Bytes("flash") is not { } flash) return [];
        var length = ModelWriter.Measure(model);
        return length <= flash ? [] : [new SupportVerdict(VerdictKind.Refused, VerdictStage.Load, $"{selection.Target.Id}.flash", $"the model is at most as large as its flash, {selection.Value("flash")}",
            $"{length.ToString("N0", CultureInfo.InvariantCulture)} bytes")];
    }
}
