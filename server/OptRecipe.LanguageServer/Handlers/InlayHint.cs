using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.InlayHints;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using InlayHint = OptRecipe.Lsp.Protocol.InlayHint;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record InlayHintRequest(Snapshot Snapshot, TextDocumentRangeParams Params) : IReadRequest;

public sealed class InlayHintHandler : IRequestHandler<InlayHintRequest, Answer>
{
    public Task<Answer> Handle(InlayHintRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var wanted = snapshot.SettingsFor(document).InlayHints;
        var found = document.Analysis.Model(cancellationToken).HintsIn(ToLsp.PositionsOf(document, snapshot).Span(request.Params.Range), wanted.Shows);
        return Task.FromResult(new Answer(new JsonList<InlayHint>([.. found.Select(hint => Of(hint, document, snapshot, withTooltip: !snapshot.Client.InlayHintTooltipResolve))])));
    }

    internal static InlayHint Of(Ide.InlayHints.InlayHint hint, Document document, Snapshot snapshot, bool withTooltip) => new(
        ToLsp.PositionsOf(document, snapshot).Position(hint.Offset), hint.Label, withTooltip ? PlainText.Content(snapshot.Client.MarkdownHover, hint.Tooltip()) : null,
        new(document.Uri.ToString(), document.Version, snapshot.World, hint.Offset, hint.Kind.ToString()));
}

public sealed record InlayHintResolveRequest(Snapshot Snapshot, ItemData Data) : IReadRequest;

/// <summary>A hint with its tooltip; one of an older text or of files that changed is out of date.</summary>
public sealed class InlayHintResolveHandler : IRequestHandler<InlayHintResolveRequest, Answer>
{
    public Task<Answer> Handle(InlayHintResolveRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, data) = (request.Snapshot, request.Data);
        if (snapshot.FindRecipe(data.Uri) is not { } document || document.Version != data.Version || snapshot.World != data.World || !Enum.TryParse<InlayHintKind>(data.Name, out var kind))
            return Task.FromResult(Answer.Failed(ErrorCode.ContentModified, "the hint is of an older text"));
        var found = document.Analysis.Model(cancellationToken).HintsIn(new TextSpan(data.Offset, 0), known => known == kind).FirstOrDefault(hint => hint.Offset == data.Offset);
        return Task.FromResult(found is null ? Answer.Failed(ErrorCode.ContentModified, "there is no such hint any more") : new Answer(InlayHintHandler.Of(found, document, snapshot, withTooltip: true)));
    }
}
