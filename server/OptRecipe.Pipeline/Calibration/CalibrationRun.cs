using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <param name="Model">The model that the ranges are of.</param>
/// <param name="Samples">How many samples they were measured on.</param>
public sealed record CalibratedModel(Model Model, TensorRanges Ranges, RangeMethod Method, int Samples, bool IsKnown)
{
    /// <summary>Why the recipe's step cannot do with these ranges; null when it can, and without a recipe.</summary>
    public string? Warning { get; init; }
}

/// <summary>Calibration for its own sake: of a recipe's model as its first step that needs ranges meets it, or of any model on any data.</summary>
public sealed class CalibrationRun(IFileSource files, ModelCalibrator calibrator)
{
    /// <param name="method">Null for what the recipe says.</param>
    /// <exception cref="PassException">There is no data, it cannot be opened, or a step before cannot be carried out.</exception>
    /// <exception cref="CalibrationException">See <see cref="ModelCalibrator.Measure"/>.</exception>
    public CalibratedModel OfRecipe(RecipeAnalysis analysis, RangeMethod? method, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        if (analysis.Plan is not { } plan) throw new PassException(analysis.FirstError is { } error ? $"the recipe has an error: {error.Message}" : "the recipe names no model");
        if (analysis.Recipe.Data?.Calibration is not { } data) throw new PassException("the recipe has no `data: {calibration: …}` to measure on");
        var model = plan.Source.Model;
        foreach (var step in plan.Steps)
        {
            if (!step.NeededRanges.IsEmpty || !step.CanRun)
            {
                var measured = Measure(analysis.Path, data, model, analysis.Recipe.Seed, method is null ? CalibrationTerms.Of(step, model) : new(method), progress, cancellation);
                return measured with { Warning = UnreachedTensors.Problem(step, model, measured.Ranges) };
            }
            model = step.Pass.Apply(model, step.Decisions, PassMode.Run, null, cancellation);
        }
        return Measure(analysis.Path, data, model, analysis.Recipe.Seed, new(method ?? RangeMethod.MinMax), progress, cancellation);
    }

    /// <param name="path">A file, folder or glob, as <c>data.calibration.path</c> takes it; relative to <paramref name="folder"/>.</param>
    /// <param name="samples">At most so many; null for all.</param>
    public CalibratedModel OfModel(Model model, string folder, string path, int? samples, RangeMethod method, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var data = new BoundDataSet(DataRole.Calibration, new(path, default), default) { Samples = samples is { } count ? new(count, default) : null };
        return Measure(Path.Combine(folder, "recipe"), data, model, 0, new(method), progress, cancellation);
    }

    private CalibratedModel Measure(string recipePath, BoundDataSet data, Model model, ulong seed, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var opened = new SampleSets(files).OpenFilled(recipePath, data, model, seed, cancellation);
        using var set = opened.Set ?? throw new PassException(opened.Problem);
        // What is not finite is an error only where somebody needs it; here everything is asked for.
        var measured = calibrator.Measure(model, set, options, progress, cancellation);
        return new(model, measured.Ranges, options.Method, set.Count, measured.IsKnown);
    }
}
