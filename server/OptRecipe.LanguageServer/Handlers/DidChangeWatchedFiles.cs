using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidChangeWatchedFilesNotification(DidChangeWatchedFilesParams Params) : INotification;

/// <summary>However many files changed, the open recipes are checked again once. A file that is open here does not count: its open text does.</summary>
public sealed class DidChangeWatchedFilesHandler(Session session) : INotificationHandler<DidChangeWatchedFilesNotification>
{
    public Task Handle(DidChangeWatchedFilesNotification notification, CancellationToken cancellationToken)
    {
        var open = session.Workspace.Current.Documents;
        if (notification.Params.Uris.Any(uri => DocumentUri.TryParse(uri) is { } changed && !open.ContainsKey(changed)))
        {
            session.Runs.ForgetLastTexts();
            session.Workspace.ChangeWorld(snapshot => snapshot);
        }
        return Task.CompletedTask;
    }
}
