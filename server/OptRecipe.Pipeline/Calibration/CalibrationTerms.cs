using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>From what a step says about calibration to the engine's options.</summary>
internal static class CalibrationTerms
{
    /// <summary>The file of known ranges that a step names, as an absolute path; null when it names none.</summary>
    public static (string Path, string? Key)? FileOf(BoundStep step, string recipePath) => null;

    public static CalibrationOptions Of(PlannedStep step, Model model) => new(RangeMethod.MinMax);
}
