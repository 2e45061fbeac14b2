using OptRecipe.LanguageServer.Runs;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Runs that end at once, or when <see cref="Release"/> is called where the text contains <c>long</c>.</summary>
internal sealed class FakeRuns : IRecipeRuns
{
    private SemaphoreSlim Gate { get; } = new(0);
    public List<RunRequest> Started { get; } = [];
    public int Parallel;
    public int MostParallel;

    public void Release() => Gate.Release();

    public async Task<RunResult> Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        lock (Started)
        {
            Started.Add(request);
            MostParallel = Math.Max(MostParallel, ++Parallel);
        }
        try
        {
            progress.Report(new("quantize: dynamic", 0.5));
            progress.Report(new("quantize: dynamic", 0.2));
            if (request.Text!.Contains("steps"))
            {
                foreach (var fraction in (double[])[0.1, 0.6, 0.4, 0.9])
                {
                    // Longer than the shortest gap between two reports.
                    await Task.Delay(130, cancellation);
                    for (var i = 0; i < 50; i++) progress.Report(new($"at {fraction}", fraction));
                }
            }
            if (request.Text.Contains("long")) await Gate.WaitAsync(cancellation);
            if (request.Text.Contains("broken")) return new(RunStatus.Failed, "the worker process ended with exit code 137");
            return new(RunStatus.Succeeded, "337 KiB → 91 KiB")
            {
                Outputs = [new("tflite", Path.ChangeExtension(request.RecipePath, ".tflite"), 93_000)], Before = new(345_000, 300_000), After = new(93_000, 76_000), Milliseconds = 12,
            };
        }
        catch (OperationCanceledException)
        {
            return new(RunStatus.Cancelled, "the run was cancelled");
        }
        finally
        {
            lock (Started) Parallel--;
        }
    }

    public void KillAll() => Gate.Release(100);
}
