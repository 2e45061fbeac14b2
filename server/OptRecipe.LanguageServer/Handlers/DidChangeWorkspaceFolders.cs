using MediatR;
using OptRecipe.LanguageServer.Convert;
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
        return Task.CompletedTask;
    }
}
