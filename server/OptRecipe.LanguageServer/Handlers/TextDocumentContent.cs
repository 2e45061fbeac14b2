using MediatR;
using OptRecipe.Ide.Content;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record TextDocumentContentRequest(Snapshot Snapshot, TextDocumentContentParams Params) : IReadRequest;

/// <summary>The text of a page; a graph is shown of models that open recipes name, of no other file.</summary>
public sealed class TextDocumentContentHandler(PagePlaces pages) : IRequestHandler<TextDocumentContentRequest, Answer>
{
    public Task<Answer> Handle(TextDocumentContentRequest request, CancellationToken cancellationToken)
    {
        if (PageUri.TryParse(request.Params.Uri) is not { } page) return Task.FromResult(Answer.Failed(ErrorCode.InvalidParams, "this is no address of a page of OptRecipe"));
        if (page.Kind == ContentPageKind.Graph) pages.Show(request.Params.Uri);
        var text = ContentText.Of(page, path => OpenModels.Find(request.Snapshot, path, cancellationToken));
        return Task.FromResult(new Answer(new TextDocumentContent(text ?? (page.Kind == ContentPageKind.Graph
            ? $"No open recipe names the model {page.Name}; open one and come back.\n"
            : $"There is no {page.Kind.ToString().ToLowerInvariant()} {page.Name}.\n"))));
    }
}
