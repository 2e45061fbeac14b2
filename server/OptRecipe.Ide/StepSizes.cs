using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide;

/// <summary>Sizes of the file around one step.</summary>
internal static class StepSizes
{
    /// <summary>Bytes of the file that the step meets.</summary>
    public static long Before(RecipeAnalysis analysis, PlannedStep step)
    {
        if (analysis.Plan is not { } plan) return step.FileBytes;
        var index = plan.Steps.IndexOf(step);
        return index <= 0 ? plan.Source.FileBytes : plan.Steps[index - 1].FileBytes;
    }

    /// <summary>The word before the size after the step.</summary>
    public static string Certainty(PlannedStep step) => SizeText.Before(step.ChoosesWhileRunning ? SizeForecast.About : step.MayShrink ? SizeForecast.AtMost : SizeForecast.Exact);
}
