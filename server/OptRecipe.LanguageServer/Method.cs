using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer;

/// <summary>One row of <see cref="Dispatch"/>.</summary>
public sealed class Method
{
    private Method(string name, ServerCapability capability) => (Name, Capability) = (name, capability);

    public string Name { get; }
    public ServerCapability Capability { get; }
    /// <summary>The handler changes nothing and runs on the pool.</summary>
    public bool IsRead { get; private init; }
    /// <summary>The handler of this notification leaves the documents alone: when it fails, the server goes on.</summary>
    public bool IsHarmless { get; private init; }
    /// <summary>Null for a notification.</summary>
    public Func<ReadOnlyMemory<byte>, Snapshot, IRequest<Answer>>? ToRequest { get; private init; }
    /// <summary>Null for a request.</summary>
    public Func<ReadOnlyMemory<byte>, INotification>? ToNotification { get; private init; }
    public required Action<HandlerFactory, Session> Register { get; init; }

    /// <summary>A request that changes nothing.</summary>
    public static Method Reads<TParams, TRequest>(
        string name, ServerCapability capability, JsonRead<TParams> read, Func<Snapshot, TParams, TRequest> make, Func<Session, IRequestHandler<TRequest, Answer>> handler)
        where TRequest : IReadRequest => new(name, capability)
        {
            IsRead = true,
            ToRequest = (json, snapshot) => make(snapshot, JsonInput.Parse(json.Span, read)),
            Register = (factory, session) => factory.AddRequest(handler(session)),
        };

    /// <summary>A request whose handler runs alone on the loop; its answer may come later.</summary>
    public static Method Mutates<TParams, TRequest>(
        string name, ServerCapability capability, JsonRead<TParams> read, Func<TParams, TRequest> make, Func<Session, IRequestHandler<TRequest, Answer>> handler)
        where TRequest : IRequest<Answer> => new(name, capability)
        {
            ToRequest = (json, _) => make(JsonInput.Parse(json.Span, read)),
            Register = (factory, session) => factory.AddRequest(handler(session)),
        };

    /// <summary>A notification whose handler, alone on the loop, changes the workspace: one that fails ends the server.</summary>
    public static Method Notifies<TParams, TNotification>(
        string name, ServerCapability capability, JsonRead<TParams> read, Func<TParams, TNotification> make, Func<Session, INotificationHandler<TNotification>> handler)
        where TNotification : INotification => Notification(name, capability, read, make, handler, isHarmless: false);

    /// <summary>A notification whose handler, on the loop too, leaves the workspace alone: one that fails is logged.</summary>
    public static Method Hears<TParams, TNotification>(
        string name, ServerCapability capability, JsonRead<TParams> read, Func<TParams, TNotification> make, Func<Session, INotificationHandler<TNotification>> handler)
        where TNotification : INotification => Notification(name, capability, read, make, handler, isHarmless: true);

    private static Method Notification<TParams, TNotification>(
        string name, ServerCapability capability, JsonRead<TParams> read, Func<TParams, TNotification> make, Func<Session, INotificationHandler<TNotification>> handler, bool isHarmless)
        where TNotification : INotification => new(name, capability)
        {
            IsHarmless = isHarmless,
            ToNotification = json => make(JsonInput.Parse(json.Span, read)),
            Register = (factory, session) => factory.AddNotification(handler(session)),
        };

    /// <summary>For methods without params: whatever is sent is ignored.</summary>
    public static bool Nothing(ref JsonInput input)
    {
        input.Skip();
        return true;
    }
}
