using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer.Handlers;

/// <summary>What is tried or timed.</summary>
/// <param name="Path">Of a recipe or of a model.</param>
/// <param name="Text">The recipe's text in the editor; null when it is not open.</param>
/// <param name="Roots">Where it may read.</param>
internal sealed record TrialSubject(string Path, string? Text, ImmutableArray<string> Roots)
{
    /// <summary>Models run only where the user trusts the workspace.</summary>
    /// <param name="ask">Null when there is nobody to ask.</param>
    public static async Task<Answer> Ask(Session session, string uri, Func<TrialSubject, Task<IJsonWritable>?> ask)
    {
        var snapshot = session.Workspace.Current;
        if (DocumentUri.TryParse(uri) is not { } parsed) return Answer.Failed(ErrorCode.InvalidParams, "`uri` has to be a URI");
        if (!snapshot.IsTrusted) return Answer.Failed(ErrorCode.RequestFailed, "The workspace is not trusted, so nothing runs");
        if (parsed.LocalPath is not { } path) return Answer.Failed(ErrorCode.RequestFailed, $"`{parsed.Name}` is not a file on this computer");
        var document = snapshot.FindRecipe(uri);
        // A model that the user points at is read wherever it lies.
        var roots = document is null && Directory(path) is { } folder ? snapshot.Roots(parsed).Add(folder) : snapshot.Roots(parsed);
        try
        {
            // Off the loop: starting a process takes longer than a keystroke may.
            var answer = await Task.Run(async () => ask(new(path, document?.Text.Text, roots)) is { } asked ? await asked.ConfigureAwait(false) : null).ConfigureAwait(false);
            return answer is null ? Answer.Failed(ErrorCode.RequestFailed, "This server runs no models") : new(answer);
        }
        catch (ModelTrialException error)
        {
            return Answer.Failed(ErrorCode.RequestFailed, error.Message);
        }
    }

    private static string? Directory(string path) => System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : null;
}
