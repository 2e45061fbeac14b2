using System.Reflection;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record InitializeRequest(InitializeParams Params) : IRequest<Answer>;

/// <summary>Takes in what the client is and can; nothing else is loaded before the answer is out.</summary>
public sealed class InitializeHandler(Session session) : IRequestHandler<InitializeRequest, Answer>
{
    public static string Version { get; } =
        typeof(InitializeHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public Task<Answer> Handle(InitializeRequest request, CancellationToken cancellationToken)
    {
        var parameters = request.Params;
        var encoding = Workspace.ChooseEncoding(parameters.Capabilities);
        var client = parameters.Options.PushDiagnostics ? parameters.Capabilities with { PullDiagnostics = false } : parameters.Capabilities;
        session.Workspace.ChangeWorld(snapshot => snapshot with
        {
            Client = client, Options = parameters.Options, Encoding = encoding, IsTrusted = parameters.Options.Trusted, Folders = FromLsp.Folders(parameters),
        });
        session.Publisher.IsSilent = client.PullDiagnostics;
        session.IsTracing = parameters.Trace is "messages" or "verbose";
        if (parameters.ProcessId is { } processId) session.ClientProcessNamed?.Invoke(processId);
        session.Phase = SessionPhase.Running;
        return Task.FromResult(new Answer(new InitializeAnswer(Dispatch.Capabilities(encoding, client), Version)));
    }
}
