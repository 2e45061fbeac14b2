using System.Text.Json;
using MediatR;
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
        var text = VisibleText.Of(hover.Markdown) + (snapshot.Client.MarkdownHover ? GraphLink(hover, document, snapshot.Options.GraphCommand) : "");
        return Task.FromResult(new Answer(new Hover(PlainText.Content(snapshot.Client.MarkdownHover, text), positions.Range(hover.Span))));
    }

    /// <summary>A command link, which VS Code follows for commands that its extension has named as safe.</summary>
    private static string GraphLink(HoverInfo hover, Document document, string? command)
    {
        if (command is null || hover.GraphSearch is not { } search) return "";
        var arguments = $"[\"{JsonEncodedText.Encode(document.Uri.ToString())}\",{{\"search\":\"{JsonEncodedText.Encode(search)}\"}}]";
        return $"\n\n[Open graph](command:{command}?{Uri.EscapeDataString(arguments)})";
    }
}
