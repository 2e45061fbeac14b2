using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidChangeConfigurationNotification(DidChangeConfigurationParams Params) : INotification;

public sealed class DidChangeConfigurationHandler(Session session) : INotificationHandler<DidChangeConfigurationNotification>
{
    public Task Handle(DidChangeConfigurationNotification notification, CancellationToken cancellationToken)
    {
        if (session.Workspace.Current.Client.Configuration) session.Settings.Pull();
        else session.Settings.TakePushed(notification.Params.Settings);
        return Task.CompletedTask;
    }
}
