using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record HoverRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

public sealed class HoverHandler : IRequestHandler<HoverRequest, Answer>
{
    public Task<Answer> Handle(HoverRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var hover = document.Analysis.Model(cancellationToken).HoverAt(positions.Offset(request.Params.Position));
        return Task.FromResult(hover is null ? Answer.Null : new(new Hover(PlainText.Content(snapshot.Client.MarkdownHover, VisibleText.Of(hover.Markdown)), positions.Range(hover.Span))));
    }
}
