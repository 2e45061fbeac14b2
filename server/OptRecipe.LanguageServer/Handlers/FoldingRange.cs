using MediatR;
using OptRecipe.Ide.Folding;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using FoldingRange = OptRecipe.Lsp.Protocol.FoldingRange;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record FoldingRangeRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed class FoldingRangeHandler : IRequestHandler<FoldingRangeRequest, Answer>
{
    public Task<Answer> Handle(FoldingRangeRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var ranges = FoldingRanges.Of(document.Analysis.Text(cancellationToken).Recipe.Syntax, snapshot.Client.FoldingLimit ?? int.MaxValue);
        return Task.FromResult(new Answer(new JsonList<FoldingRange>([.. ranges.Select(range => new FoldingRange(range.StartLine, range.EndLine, NameOf(range.Kind)))])));
    }

    private static string? NameOf(FoldingKind kind) => kind switch { FoldingKind.Comment => "comment", FoldingKind.Region => "region", _ => null };
}
