using MediatR;
using OptRecipe.LanguageServer.Sessions;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DidGrantTrustNotification : INotification;

public sealed class DidGrantTrustHandler(Session session) : INotificationHandler<DidGrantTrustNotification>
{
    public Task Handle(DidGrantTrustNotification notification, CancellationToken cancellationToken)
    {
        session.Workspace.ChangeWorld(snapshot => snapshot with { IsTrusted = true });
        return Task.CompletedTask;
    }
}
