using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record PlanRequest(Snapshot Snapshot, RecipeParams Params) : IReadRequest;

public sealed class PlanHandler : IRequestHandler<PlanRequest, Answer>
{
    public Task<Answer> Handle(PlanRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(request, cancellationToken));

    public static Answer Answer(PlanRequest request, CancellationToken cancellation) =>
        request.Snapshot.FindRecipe(request.Params.Uri) is { } document
            ? new(new PlanAnswer(document.Analysis.Model(cancellation).PlanMarkdown))
            : new(new PlanAnswer($"There is no plan: `{FromLsp.Uri(request.Params.Uri).Name}` is no open recipe\n"));
}
