using MediatR;
using OptRecipe.Ide.Selection;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record SelectionRangeRequest(Snapshot Snapshot, SelectionRangeParams Params) : IReadRequest;

/// <summary>One chain for each position, in their order.</summary>
public sealed class SelectionRangeHandler : IRequestHandler<SelectionRangeRequest, Answer>
{
    public Task<Answer> Handle(SelectionRangeRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var tree = document.Analysis.Text(cancellationToken).Recipe.Syntax;
        var positions = ToLsp.PositionsOf(document, snapshot);
        var chains = request.Params.Positions.Select(position =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SelectionRange([.. SelectionChain.At(tree, positions.Offset(position)).Select(span => positions.Range(span))]);
        });
        return Task.FromResult(new Answer(new JsonList<SelectionRange>([.. chains])));
    }
}
