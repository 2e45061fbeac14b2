using MediatR;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DocumentHighlightRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

public sealed class DocumentHighlightHandler : IRequestHandler<DocumentHighlightRequest, Answer>
{
    public Task<Answer> Handle(DocumentHighlightRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var recipe = document.Analysis.Text(cancellationToken).Recipe;
        var positions = ToLsp.PositionsOf(document, snapshot);
        if (RecipeNames.At(recipe, positions.Offset(request.Params.Position)) is not { } name) return Task.FromResult(Answer.Null);
        return Task.FromResult(new Answer(new JsonList<DocumentHighlight>([.. RecipeNames.SameAs(recipe, name).Select(same => new DocumentHighlight(positions.Range(same.Span), KindOf(same)))])));
    }

    private static DocumentHighlightKind KindOf(RecipeName name) =>
        name.Kind != NameKind.Anchor ? DocumentHighlightKind.Text : name.IsDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read;
}
