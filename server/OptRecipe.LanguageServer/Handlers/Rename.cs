using MediatR;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record PrepareRenameRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

public sealed record RenameRequest(Snapshot Snapshot, RenameParams Params) : IReadRequest;

/// <summary>The name under the cursor, or an error that says why it cannot be renamed: clients show that sentence.</summary>
public sealed class PrepareRenameHandler : IRequestHandler<PrepareRenameRequest, Answer>
{
    public Task<Answer> Handle(PrepareRenameRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var renaming = Renaming.At(document.Analysis.Text(cancellationToken).Recipe, positions.Offset(request.Params.Position));
        return Task.FromResult(renaming.Span is { } span ? new(positions.Range(span)) : Answer.Failed(ErrorCode.RequestFailed, renaming.Refusal));
    }
}

public sealed class RenameHandler : IRequestHandler<RenameRequest, Answer>
{
    public Task<Answer> Handle(RenameRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var offset = ToLsp.PositionsOf(document, snapshot).Offset(request.Params.Position);
        var (edits, refusal) = Renaming.To(document.Analysis.Text(cancellationToken).Recipe, offset, request.Params.NewName);
        return Task.FromResult(refusal.Length > 0 ? Answer.Failed(ErrorCode.RequestFailed, refusal) : new(ToLsp.Edit(edits, document, snapshot)));
    }
}
