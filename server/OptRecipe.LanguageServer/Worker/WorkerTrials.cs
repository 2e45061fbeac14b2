using System.Text.Json;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Trying;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>The server's side of trials: one process for each, as for runs.</summary>
public sealed class WorkerTrials(WorkerProcesses processes) : IModelTrials
{
    public Task<IJsonWritable> Try(TrialRequest request, CancellationToken cancellation) => Ask(new() { Try = request }, cancellation);

    public Task<IJsonWritable> Profile(HostProfileRequest request, CancellationToken cancellation) => Ask(new() { Profile = request }, cancellation);

    private async Task<IJsonWritable> Ask(WorkerLine question, CancellationToken cancellation)
    {
        var end = await processes.Ask(question, null, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return end.Line?.Answer is { } answer ? new Raw(answer) : throw new ModelTrialException(end.Line?.Failure ?? end.Failure ?? "the worker process gave no answer");
    }

    /// <summary>Written as the worker wrote it.</summary>
    private sealed class Raw(string json) : IJsonWritable
    {
        public void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(json, skipInputValidation: true);
    }
}
