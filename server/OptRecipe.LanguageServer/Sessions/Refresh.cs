using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Sessions;

/// <summary>Asks the client to fetch diagnostics, lenses, hints and graphs again when something that no edit of its own has changed: models, data, settings, a finished run. For the loop's thread.</summary>
public sealed class Refresh(Session session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private int _seenWorld;

    /// <summary>However much has changed, each is asked for once.</summary>
    public void AfterChange()
    {
        var snapshot = session.Workspace.Current;
        if (snapshot.World == _seenWorld) return;
        _seenWorld = snapshot.World;
        // Without an open recipe there is nothing to fetch; before `initialize` is answered nothing may be sent.
        if (session.Phase != SessionPhase.Running || snapshot.Documents.IsEmpty) return;
        Diagnostics(snapshot);
        if (snapshot.Client.InlayHintRefresh) session.Connection.Request("workspace/inlayHint/refresh", null, Patience, _ => { });
        if (snapshot.Client.CodeLensRefresh) session.Connection.Request("workspace/codeLens/refresh", null, Patience, _ => { });
        foreach (var uri in session.Pages.Shown) session.Connection.Request("workspace/textDocumentContent/refresh", new TextDocumentContentParams(uri), Patience, _ => { });
    }

    /// <summary>For any thread.</summary>
    public void Diagnostics(Snapshot snapshot)
    {
        if (snapshot.Client is { PullDiagnostics: true, DiagnosticRefresh: true }) session.Connection.Request("workspace/diagnostic/refresh", null, Patience, _ => { });
    }
}
