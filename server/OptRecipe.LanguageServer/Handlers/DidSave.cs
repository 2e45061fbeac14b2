using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidSaveNotification(TextDocumentParams Params) : INotification;

/// <summary>Saving runs the recipe when the workspace is trusted and the setting allows it.</summary>
public sealed class DidSaveHandler(Session session) : INotificationHandler<DidSaveNotification>
{
    public Task Handle(DidSaveNotification notification, CancellationToken cancellationToken)
    {
        var snapshot = session.Workspace.Current;
        var uri = notification.Params.TextDocument.Uri;
        if (snapshot.Find(uri) is not { } document) session.Log($"`{uri}` is saved but not open");
        else if (document.IsRecipe && snapshot.IsTrusted && document.Uri.LocalPath is not null && snapshot.SettingsFor(document).RunOnSave != RunOnSave.Off)
            session.Runs.StartBySave(document, snapshot.SettingsFor(document).RunOnSave == RunOnSave.WhenValid);
        return Task.CompletedTask;
    }
}
