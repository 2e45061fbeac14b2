using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidOpenNotification(DidOpenParams Params) : INotification;

public sealed class DidOpenHandler(Session session) : INotificationHandler<DidOpenNotification>
{
    public Task Handle(DidOpenNotification notification, CancellationToken cancellationToken)
    {
        var parameters = notification.Params;
        var uri = FromLsp.Uri(parameters.Uri);
        if (session.Workspace.Current.Documents.TryGetValue(uri, out var open))
        {
            session.Log($"`{uri}` is opened twice; the newest text counts");
            if (open.IsRecipe) session.Publisher.Close(open.Uri);
            session.Workspace.Close(uri);
        }
        session.Workspace.Open(uri, parameters.LanguageId, parameters.Version, parameters.Text);
        session.Settings.PullFor(uri);
        return Task.CompletedTask;
    }
}
