using MediatR;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record LinkedEditingRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

/// <summary>An anchor and its aliases change together.</summary>
public sealed class LinkedEditingHandler : IRequestHandler<LinkedEditingRequest, Answer>
{
    private const string AnchorName = @"[^\s\[\]{},]+";

    public Task<Answer> Handle(LinkedEditingRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var recipe = document.Analysis.Text(cancellationToken).Recipe;
        var positions = ToLsp.PositionsOf(document, snapshot);
        if (RecipeNames.At(recipe, positions.Offset(request.Params.Position)) is not { Kind: NameKind.Anchor, Declaration: >= 0 } name) return Task.FromResult(Answer.Null);
        return Task.FromResult(new Answer(new LinkedEditingRanges([.. RecipeNames.SameAs(recipe, name).Select(same => positions.Range(same.Span))], AnchorName)));
    }
}
