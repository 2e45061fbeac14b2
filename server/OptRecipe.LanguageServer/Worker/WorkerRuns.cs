using OptRecipe.LanguageServer.Runs;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>The server's side of runs: one process for each.</summary>
public sealed class WorkerRuns(WorkerProcesses processes) : IRecipeRuns
{
    public async Task<RunResult> Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        var end = await processes.Ask(new(Run: request), progress, cancellation).ConfigureAwait(false);
        return end.Line?.Result ?? new(cancellation.IsCancellationRequested ? RunStatus.Cancelled : RunStatus.Failed, end.Failure ?? "the worker process gave no result");
    }

    public void KillAll() => processes.KillAll();
}
