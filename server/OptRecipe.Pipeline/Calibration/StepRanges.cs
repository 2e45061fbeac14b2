using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Planning;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>Finds the ranges that a step of a run needs: those that its plan has already, or measured on <c>data.calibration</c>.</summary>
internal sealed class StepRanges(SampleSets sets, ModelCalibrator calibrator)
{
    /// <param name="model">The model as it is before the step, with weights.</param>
    /// <exception cref="PassException">There is neither data nor a file of ranges, or a range that the step needs was not found.</exception>
    /// <exception cref="CalibrationException">See <see cref="ModelCalibrator.Measure"/>.</exception>
    public IPass Ready(RecipeAnalysis analysis, PlannedStep step, Model model, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        if (step.NeededRanges.IsEmpty || step.HasRanges || step.Pass is not ICalibratedPass pass) return step.Pass;
        if (analysis.Recipe.Data?.Calibration is not { } data) throw new PassException($"`{step.Title}` needs ranges; add `data: {{calibration: …}}`, or `calibration: {{ranges: …}}` to the step");
        var opened = sets.OpenFilled(analysis.Path, data, model, analysis.Recipe.Seed, cancellation);
        using var set = opened.Set ?? throw new PassException(opened.Problem);
        var options = CalibrationTerms.Of(step, model) with { Needed = step.NeededRanges };
        var measured = calibrator.Measure(model, set, options, progress, cancellation);
        if (measured.IsKnown) progress?.Report(new(set.Count, set.Count, 0) { IsKnown = true });
        return UnreachedTensors.Problem(step, model, measured.Ranges) is { } problem ? throw new PassException(problem) : pass.WithRanges(measured.Ranges);
    }
}
