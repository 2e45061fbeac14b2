using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record SetTraceNotification(SetTraceParams Params) : INotification;

public sealed class SetTraceHandler(Session session) : INotificationHandler<SetTraceNotification>
{
    public Task Handle(SetTraceNotification notification, CancellationToken cancellationToken)
    {
        session.IsTracing = notification.Params.Value is "messages" or "verbose";
        return Task.CompletedTask;
    }
}
