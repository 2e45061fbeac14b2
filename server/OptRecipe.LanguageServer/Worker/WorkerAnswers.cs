using System.Collections.Immutable;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Trying;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>What the worker does beside runs: it lets models answer, and times them.</summary>
internal static class WorkerAnswers
{
    /// <returns>Null for a line that asks for neither.</returns>
    public static IJsonWritable? Of(WorkerLine question, TimeProvider time, CancellationToken cancellation) => question switch
    {
        { Try: { } request } => FromTrial.Answer(new SampleTrial(Files(request.Roots), time).Try(request, cancellation)),
        { Profile: { } request } => FromTrial.Answer(HostProfile.Of(request, Files(request.Roots), time, cancellation), Math.Max(request.Threads, 1)),
        _ => null,
    };

    private static DiskFiles Files(ImmutableArray<string> roots) => new(roots.IsDefault ? null : roots);
}
