using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Trying;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Profiling;

/// <param name="Path">Absolute path of a recipe or of a <c>.tflite</c> file.</param>
/// <param name="Text">The recipe's text when it is not the one on disk, else null.</param>
/// <param name="Roots">No path outside these folders may be read; missing for the command line.</param>
public sealed record HostProfileRequest(string Path, string? Text, int Threads, ImmutableArray<string> Roots);

/// <summary>Where the time goes on this computer, in the float and in the optimized model.</summary>
/// <param name="Note">Why there is no optimized model, or that it is of an older text; empty otherwise.</param>
/// <param name="Problem">Why there are no figures: one sentence; null when there are.</param>
public sealed record HostProfile(ImmutableArray<TrialModel> Models, ImmutableArray<ModelProfile> Profiles, string Note, string? Problem)
{
    private const int WarmRuns = 2, LeastRuns = 5, MostRuns = 200, MostThreads = 256;
    /// <summary>Of one model; warming up takes as long again at most.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    public static HostProfile Of(HostProfileRequest request, IFileSource files, TimeProvider time, CancellationToken cancellation)
    {
        TriedModels models;
        try
        {
            models = TriedModels.Open(files, request.Path, request.Text, cancellation);
        }
        catch (EvaluationException error)
        {
            return new([], [], "", error.Message);
        }
        try
        {
            var options = new InterpreterOptions { ThreadCount = Math.Clamp(request.Threads, 1, MostThreads) };
            return new(models.Named, [.. models.Loaded.Select(model => Measured(model.Model, options, time, cancellation))], models.Note, null);
        }
        catch (InterpreterException error)
        {
            return new(models.Named, [], models.Note, error.Message);
        }
    }

    private static ModelProfile Measured(TFLite.Model model, InterpreterOptions options, TimeProvider time, CancellationToken cancellation)
    {
        // The runtime compiles hot methods anew while it runs: what comes first is slower than what stays.
        var start = time.GetTimestamp();
        ModelProfile warm;
        do warm = ModelProfiler.Profile(model, options, WarmRuns, time, cancellation);
        while (time.GetElapsedTime(start) is var passed && passed > TimeSpan.Zero && passed < Budget / 2);
        var runs = (int)Math.Clamp(Budget.TotalMilliseconds / Math.Max(warm.MedianMilliseconds, 0.001), LeastRuns, MostRuns);
        return ModelProfiler.Profile(model, options, runs, time, cancellation);
    }
}
