using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record GraphRequest(Snapshot Snapshot, RecipeParams Params) : IReadRequest;

/// <summary>The graph of the model that an open recipe names.</summary>
public sealed class GraphHandler : IRequestHandler<GraphRequest, Answer>
{
    public Task<Answer> Handle(GraphRequest request, CancellationToken cancellationToken)
    {
        if (request.Snapshot.FindRecipe(request.Params.Uri) is not { } document) return Task.FromResult(Answer.Failed(ErrorCode.InvalidParams, $"`{request.Params.Uri}` is no open recipe"));
        var recipe = document.Analysis.Model(cancellationToken).Recipe;
        if (recipe.Model?.Model is not { } model) return Task.FromResult(Answer.Failed(ErrorCode.RequestFailed, "The recipe names no model that can be read; its diagnostics say why"));
        return Task.FromResult(new Answer(new GraphAnswer(DocumentUri.OfPath(model.Path).ToString(), FromModel.Subgraphs(model.Model, cancellationToken))));
    }
}
