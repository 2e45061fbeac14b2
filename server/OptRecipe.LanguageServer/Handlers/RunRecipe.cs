using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record RunRecipeRequest(RunParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/run</c>: the answer comes when the run has ended.</summary>
public sealed class RunRecipeHandler(Session session) : IRequestHandler<RunRecipeRequest, Answer>
{
    public async Task<Answer> Handle(RunRecipeRequest request, CancellationToken cancellationToken) =>
        new(await session.Runs.StartByCommand(request.Params, cancellationToken));
}
