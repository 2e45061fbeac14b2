using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Links;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.Lsp.Protocol;
using DocumentLink = OptRecipe.Lsp.Protocol.DocumentLink;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DocumentLinkRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed class DocumentLinkHandler(PagePlaces pages) : IRequestHandler<DocumentLinkRequest, Answer>
{
    public Task<Answer> Handle(DocumentLinkRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var links = ImmutableArray.CreateBuilder<DocumentLink>();
        foreach (var link in DocumentLinks.Of(document.Analysis.Text(cancellationToken).Recipe, document.Analysis.Files))
        {
            var target = link.Path is { } path ? DocumentUri.OfPath(path).ToString() : link.Page is { } page ? pages.UriOf(page, snapshot.Client, _ => null) : null;
            if (target is not null) links.Add(new(positions.Range(link.Span), target, snapshot.Client.LinkTooltips ? link.Tooltip : null));
        }
        return Task.FromResult(new Answer(new JsonList<DocumentLink>(links.ToImmutable())));
    }
}
