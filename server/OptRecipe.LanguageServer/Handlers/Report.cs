using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ReportRequest(Snapshot Snapshot, RecipeParams Params) : IReadRequest;

/// <summary><c>optrecipe/report</c>: what the last run of a recipe wrote and measured, from the record beside the recipe.</summary>
public sealed class ReportHandler : IRequestHandler<ReportRequest, Answer>
{
    public Task<Answer> Handle(ReportRequest request, CancellationToken cancellationToken)
    {
        FromLsp.Uri(request.Params.Uri);
        if (request.Snapshot.FindRecipe(request.Params.Uri) is not { } document) return Task.FromResult(Answer.Null);
        return Task.FromResult(document.Analysis.Model(cancellationToken).Recipe.LastRun is { } record ? new(FromRecord.Answer(record, document)) : Answer.Null);
    }
}
