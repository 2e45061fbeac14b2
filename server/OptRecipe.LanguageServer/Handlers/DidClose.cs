using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidCloseNotification(TextDocumentParams Params) : INotification;

public sealed class DidCloseHandler(Session session) : INotificationHandler<DidCloseNotification>
{
    public Task Handle(DidCloseNotification notification, CancellationToken cancellationToken)
    {
        var uri = notification.Params.TextDocument.Uri;
        if (session.Workspace.Current.Find(uri) is not { } document) session.Log($"`{uri}` is closed but not open");
        else
        {
            session.Workspace.Close(document.Uri);
            session.Status.Forget(document.Uri);
            if (document.IsRecipe) session.Publisher.Close(document.Uri);
        }
        return Task.CompletedTask;
    }
}
