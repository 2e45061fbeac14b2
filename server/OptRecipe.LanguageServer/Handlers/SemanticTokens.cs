using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record SemanticTokensRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed record SemanticTokensDeltaRequest(Snapshot Snapshot, SemanticTokensDeltaParams Params) : IReadRequest;

public sealed record SemanticTokensRangeRequest(Snapshot Snapshot, TextDocumentRangeParams Params) : IReadRequest;

public sealed class SemanticTokensHandler(TokenResults results) : IRequestHandler<SemanticTokensRequest, Answer>
{
    public Task<Answer> Handle(SemanticTokensRequest request, CancellationToken cancellationToken)
    {
        if (request.Snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var data = Data(document, request.Snapshot, cancellationToken);
        return Task.FromResult(new Answer(new SemanticTokens(results.Keep(document.Uri, data), data)));
    }

    internal static int[] Data(Document document, Snapshot snapshot, CancellationToken cancellation) =>
        TokenData.Of(Ide.Tokens.SemanticTokens.Of(document.Analysis.Text(cancellation).Recipe), document.Text, snapshot.Encoding);
}

/// <summary>What changed since the result the client has; everything when that is not the last one.</summary>
public sealed class SemanticTokensDeltaHandler(TokenResults results) : IRequestHandler<SemanticTokensDeltaRequest, Answer>
{
    public Task<Answer> Handle(SemanticTokensDeltaRequest request, CancellationToken cancellationToken)
    {
        if (request.Snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var data = SemanticTokensHandler.Data(document, request.Snapshot, cancellationToken);
        var old = results.Find(document.Uri, request.Params.PreviousResultId);
        var id = results.Keep(document.Uri, data);
        if (old is null) return Task.FromResult(new Answer(new SemanticTokens(id, data)));
        var (start, deleteCount, inserted) = TokenData.Difference(old, data);
        return Task.FromResult(new Answer(new SemanticTokensDelta(id, start, deleteCount, inserted)));
    }
}

public sealed class SemanticTokensRangeHandler : IRequestHandler<SemanticTokensRangeRequest, Answer>
{
    public Task<Answer> Handle(SemanticTokensRangeRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var tokens = Ide.Tokens.SemanticTokens.Of(document.Analysis.Text(cancellationToken).Recipe);
        var span = ToLsp.PositionsOf(document, snapshot).Span(request.Params.Range);
        return Task.FromResult(new Answer(new SemanticTokens(null, TokenData.Of(tokens, document.Text, snapshot.Encoding, span))));
    }
}
