using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Trying;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>Lets models answer and be timed somewhere else than in the language server.</summary>
public interface IModelTrials
{
    /// <summary>What the models answered, ready for the wire. Never a failure of the user's making: that is told in the answer.</summary>
    /// <exception cref="ModelTrialException">The process that does it has failed.</exception>
    Task<IJsonWritable> Try(TrialRequest request, CancellationToken cancellation);

    /// <summary>How long the models took.</summary>
    /// <exception cref="ModelTrialException">The process that does it has failed.</exception>
    Task<IJsonWritable> Profile(HostProfileRequest request, CancellationToken cancellation);
}

/// <summary>The process that let a model answer has crashed, hangs or ran out of memory: one sentence.</summary>
public sealed class ModelTrialException(string message) : Exception(message);
