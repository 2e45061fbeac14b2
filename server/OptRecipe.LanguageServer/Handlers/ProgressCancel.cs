using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ProgressCancelNotification(ProgressTokenParams Params) : INotification;

/// <summary>Stops the run behind a progress; an unknown or ended one is nothing.</summary>
public sealed class ProgressCancelHandler(Session session) : INotificationHandler<ProgressCancelNotification>
{
    public Task Handle(ProgressCancelNotification notification, CancellationToken cancellationToken)
    {
        session.Runs.Cancel(notification.Params.Token);
        return Task.CompletedTask;
    }
}
