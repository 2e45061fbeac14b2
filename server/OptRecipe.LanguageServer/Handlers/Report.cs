using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ReportRequest(RecipeParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/report</c>: what the last run of a recipe, open or not, wrote and measured, from the record beside the recipe.</summary>
public sealed class ReportHandler(Session session) : IRequestHandler<ReportRequest, Answer>
{
    public async Task<Answer> Handle(ReportRequest request, CancellationToken cancellationToken)
    {
        var document = session.Workspace.FindOrRead(FromLsp.Uri(request.Params.Uri));
        return await session.OnPool(() => document?.Analysis.Model(cancellationToken).Recipe.LastRun is { } record ? new(FromRecord.Answer(record, document)) : Answer.Null);
    }
}
