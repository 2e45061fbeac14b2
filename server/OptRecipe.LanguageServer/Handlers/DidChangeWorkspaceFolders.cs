using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidChangeWorkspaceFoldersNotification(DidChangeWorkspaceFoldersParams Params) : INotification;

public sealed class DidChangeWorkspaceFoldersHandler(Session session) : INotificationHandler<DidChangeWorkspaceFoldersNotification>
{
    public Task Handle(DidChangeWorkspaceFoldersNotification notification, CancellationToken cancellationToken)
    {
        var removed = FromLsp.Folders(notification.Params.Removed);
        var added = FromLsp.Folders(notification.Params.Added);
        session.Workspace.ChangeWorld(snapshot => snapshot with { Folders = [.. snapshot.Folders.Except(removed).Union(added)] });
        foreach (var document in session.Workspace.Current.Documents.Values)
        {
            // What was said and is done there was said and done for a folder that is gone; the recipe, if it is still open, is checked anew.
            if (!document.IsRecipe || session.Workspace.Current.IsInFolder(document.Uri) || !removed.Any(folder => Snapshot.IsUnder(document.Uri, folder))) continue;
            session.Runs.Cancel(document.Uri);
            session.Publisher.Close(document.Uri);
        }
        return Task.CompletedTask;
    }
}
