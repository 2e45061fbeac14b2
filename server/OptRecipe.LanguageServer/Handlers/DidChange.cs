using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidChangeNotification(DidChangeParams Params) : INotification;

public sealed class DidChangeHandler(Session session) : INotificationHandler<DidChangeNotification>
{
    public Task Handle(DidChangeNotification notification, CancellationToken cancellationToken)
    {
        var parameters = notification.Params;
        var snapshot = session.Workspace.Current;
        if (snapshot.Find(parameters.TextDocument.Uri) is not { } document) session.Log($"`{parameters.TextDocument.Uri}` is changed but not open");
        else
        {
            var text = FromLsp.Changed(document.Text, parameters.ContentChanges, snapshot.Encoding);
            session.Workspace.Change(document, document.Uri, parameters.TextDocument.Version ?? document.Version, text);
        }
        return Task.CompletedTask;
    }
}
