using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record PlanRequest(Snapshot Snapshot, RecipeParams Params) : IReadRequest;

public sealed class PlanHandler : IRequestHandler<PlanRequest, Answer>
{
    public Task<Answer> Handle(PlanRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(request, cancellationToken));

    public static Answer Answer(PlanRequest request, CancellationToken cancellation) =>
        request.Snapshot.FindRecipe(request.Params.Uri) is { } document
            ? new(new PlanAnswer(document.Analysis.Model(cancellation).PlanMarkdown))
            : LanguageServer.Answer.Failed(ErrorCode.InvalidParams, $"`{request.Params.Uri}` is no open recipe");
}
