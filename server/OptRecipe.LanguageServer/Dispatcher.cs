using System.Collections.Frozen;
using System.Collections.Immutable;
using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer;

/// <summary>Takes each message, when its turn comes, to its handler. For the loop's thread.</summary>
public sealed class Dispatcher
{
    private readonly Session _session;
    private readonly WorkQueue _pool;
    private readonly Mediator _mediator;
    private readonly FrozenDictionary<string, Method> _methods;
    private readonly HashSet<string> _unknown = [];

    public Dispatcher(Session session, WorkQueue pool, ImmutableArray<Method> methods)
    {
        _session = session;
        _pool = pool;
        _methods = methods.ToFrozenDictionary(method => method.Name);
        var factory = new HandlerFactory(session);
        foreach (var method in methods) method.Register(factory, session);
        _mediator = new(factory.Find);
    }

    public void Request(OpenRequest request)
    {
        if (request.Cancellation.IsCancellationRequested) return;
        if (Refusal(request.Method) is { } refusal) _session.Requests.Answer(request, refusal);
        else if (!_methods.TryGetValue(request.Method, out var method) || method.ToRequest is not { } make)
            _session.Requests.AnswerError(request, ErrorCode.MethodNotFound, $"the method `{request.Method}` is unknown");
        else if (method.IsRead)
        {
            var snapshot = _session.Workspace.Current;
            _pool.Post(() => Send(request, method, () => make(request.Params, snapshot)));
        }
        else Send(request, method, () => make(request.Params, _session.Workspace.Current));
    }

    public void Notification(NotificationMessage message)
    {
        // Outside its life a server hears nothing but `exit`, which never comes here.
        if (_session.Phase != SessionPhase.Running) return;
        if (!_methods.TryGetValue(message.Method, out var method) || method.ToNotification is not { } make)
        {
            if (_unknown.Add(message.Method)) _session.Log($"the notification `{message.Method}` is unknown");
            return;
        }
        INotification notification;
        try
        {
            notification = make(message.Params);
        }
        catch (InvalidParamsException error)
        {
            _session.Log($"`{message.Method}` is not understood: {error.Message}");
            return;
        }
        Publish(method, notification);
    }

    private void Publish(Method method, INotification notification)
    {
        try
        {
            _mediator.Publish(notification).GetAwaiter().GetResult();
        }
        catch (InvalidParamsException error)
        {
            _session.Log($"`{method.Name}` is not understood: {error.Message}");
        }
        catch (Exception error) when (method.IsHarmless)
        {
            _session.Log($"`{method.Name}` failed: {error}");
        }
    }

    private Answer? Refusal(string method) => _session.Phase switch
    {
        SessionPhase.Starting when method != "initialize" => Answer.Failed(ErrorCode.ServerNotInitialized, $"`initialize` comes before `{method}`"),
        SessionPhase.Running when method == "initialize" => Answer.Failed(ErrorCode.InvalidRequest, "`initialize` comes only once"),
        SessionPhase.ShutDown => Answer.Failed(ErrorCode.InvalidRequest, $"after `shutdown` comes nothing but `exit`, found `{method}`"),
        _ => null,
    };

    private void Send(OpenRequest request, Method method, Func<IRequest<Answer>> make)
    {
        IRequest<Answer> content;
        try
        {
            content = make();
        }
        catch (InvalidParamsException error)
        {
            _session.Requests.AnswerError(request, ErrorCode.InvalidParams, $"`{method.Name}`: {error.Message}");
            return;
        }
        var task = _mediator.Send(content, request.Cancellation);
        if (task.IsCompleted) _session.Requests.Answer(request, task.GetAwaiter().GetResult());
        else _ = AnswerLater(request, task);
    }

    private async Task AnswerLater(OpenRequest request, Task<Answer> task)
    {
        try
        {
            _session.Requests.Answer(request, await task.ConfigureAwait(false));
        }
        catch (Exception error)
        {
            _session.Log($"`{request.Method}` failed: {error}");
            _session.Requests.AnswerError(request, ErrorCode.InternalError, error.Message);
        }
    }
}
