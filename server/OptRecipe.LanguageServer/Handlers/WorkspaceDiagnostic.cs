using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record WorkspaceDiagnosticRequest(WorkspaceDiagnosticParams Params) : IRequest<Answer>;

public sealed class WorkspaceDiagnosticHandler(Session session) : IRequestHandler<WorkspaceDiagnosticRequest, Answer>
{
    public Task<Answer> Handle(WorkspaceDiagnosticRequest request, CancellationToken cancellationToken) => session.WorkspaceDiagnostics.Ask(request.Params, cancellationToken);
}
