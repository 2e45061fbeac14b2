using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>Runs recipes somewhere else than in the language server.</summary>
public interface IRecipeRuns
{
    /// <summary>Runs one recipe. A run that was cancelled, crashed or hangs ends with a result that says so; nothing is thrown for it.</summary>
    Task<RunResult> Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation);

    /// <summary>Ends every run at once, without asking.</summary>
    void KillAll();
}
