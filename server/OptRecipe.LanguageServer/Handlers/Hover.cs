using MediatR;
using OptRecipe.Ide.Content;
using OptRecipe.Ide.Hover;
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
        if (hover is null) return Task.FromResult(Answer.Null);
        var text = VisibleText.Of(hover.Markdown) + Guide(hover, snapshot);
        return Task.FromResult(new Answer(new Hover(PlainText.Content(snapshot.Client.MarkdownHover, text), positions.Range(hover.Span))));
    }

    /// <summary>A link to the page that helps here, for a client that has a command for it: no client opens our scheme from a hover.</summary>
    private static string Guide(HoverInfo hover, Snapshot snapshot) =>
        snapshot.Client.MarkdownHover && snapshot.Options.GuideCommand is { } command && hover.Task is { } task && TaskPages.TitleOf(task) is { } title
            ? $"\n\n[Guide: {title}](command:{command}?%22{task}%22)" : "";
}
