using MediatR;
using OptRecipe.LanguageServer.Behaviors;
using OptRecipe.LanguageServer.Sessions;

namespace OptRecipe.LanguageServer;

/// <summary>What MediatR asks for its handlers and behaviours: a dictionary, because a container costs start-up time and its package does not restore beside MediatR 5.</summary>
public sealed class HandlerFactory(Session session)
{
    private readonly Dictionary<Type, object> _services = [];

    public object Find(Type type) => _services.TryGetValue(type, out var service) ? service : throw new InvalidOperationException($"nothing is registered for {type}");

    public void AddRequest<TRequest>(IRequestHandler<TRequest, Answer> handler) where TRequest : IRequest<Answer>
    {
        _services[typeof(IRequestHandler<TRequest, Answer>)] = handler;
        // The first one is the outermost.
        _services[typeof(IEnumerable<IPipelineBehavior<TRequest, Answer>>)] = new IPipelineBehavior<TRequest, Answer>[]
        {
            new Timing<TRequest>(session.Time, session.Log, session.Trace),
            new Failures<TRequest>(session.Log),
            new Freshness<TRequest>(session.Workspace),
            new Cancellation<TRequest>(),
        };
    }

    public void AddNotification<TNotification>(INotificationHandler<TNotification> handler) where TNotification : INotification =>
        _services[typeof(IEnumerable<INotificationHandler<TNotification>>)] = new[] { handler };
}
