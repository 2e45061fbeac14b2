using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CancelRunRequest(RecipeParams Params) : IRequest<Answer>;

public sealed class CancelRunHandler(Session session) : IRequestHandler<CancelRunRequest, Answer>
{
    public Task<Answer> Handle(CancelRunRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new Answer(new CancelRunAnswer(session.Runs.Cancel(FromLsp.Uri(request.Params.Uri)))));
}
