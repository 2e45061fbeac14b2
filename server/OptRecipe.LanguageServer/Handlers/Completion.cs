using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Completion;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using CompletionItem = OptRecipe.Lsp.Protocol.CompletionItem;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CompletionRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

public sealed class CompletionHandler(CompletionMemory memory) : IRequestHandler<CompletionRequest, Answer>
{
    public Task<Answer> Handle(CompletionRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var offset = positions.Offset(request.Params.Position);
        var found = document.Analysis.Model(cancellationToken).CompletionsAt(offset, document.Analysis.Files);
        var client = snapshot.Client;
        var list = client.CompletionResolvesDocumentation ? memory.Keep(found, snapshot.World) : 0;
        var items = found.Select((item, index) => new CompletionItem(VisibleText.Of(item.Label), KindOf(item.Kind), new(positions.Range(item.Span), client.Snippets || !item.IsSnippet ? item.NewText : Plain(item.NewText)))
        {
            Insert = client.InsertReplace ? positions.Range(TextSpan.Between(item.Span.Start, offset)) : null,
            Detail = item.Detail.Length == 0 ? null : item.Detail,
            Documentation = list > 0 || item.Documentation.Length == 0 ? null : PlainText.Content(client.MarkdownCompletion, item.Documentation),
            SortText = item.SortText,
            FilterText = document.Text.Text.AsSpan(item.Span.Start, item.Span.Length).StartsWith("\"") || item.Label != item.NewText ? item.Label : null,
            IsSnippet = item.IsSnippet && client.Snippets,
            CommitCharacters = client.CommitCharacters ? item.CommitCharacters : "",
            // Only our own client is known to have this command.
            Command = item.ContinuesCompletion && snapshot.Options.IsGiven ? new("", "editor.action.triggerSuggest", []) : null,
            Data = list > 0 && (item.Documentation.Length > 0 || item.More is not null) ? (list, index) : null,
        });
        // Numbers get their units with the digits that are there: more digits are other items. So are more letters where not all names were sent.
        return Task.FromResult(new Answer(new CompletionList(found.Length >= Completions.MostItems || found.Any(item => item.Kind == CompletionKind.Unit), [.. items])));
    }

    /// <summary>A snippet as it looks before anybody fills it in: places become what they propose, or nothing.</summary>
    public static string Plain(string snippet)
    {
        var text = new System.Text.StringBuilder(snippet.Length);
        for (var i = 0; i < snippet.Length; i++)
        {
            if (snippet[i] == '\\' && i + 1 < snippet.Length) text.Append(snippet[++i]);
            else if (snippet[i] == '$' && i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1]))
            {
                while (i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1])) i++;
            }
            else if (snippet[i] == '$' && i + 1 < snippet.Length && snippet[i + 1] == '{' && snippet.IndexOf('}', i) is > 0 and var end)
            {
                var inner = snippet[(i + 2)..end];
                var colon = inner.IndexOf(':');
                var choices = inner.IndexOf('|');
                if (colon >= 0 && (choices < 0 || colon < choices)) text.Append(inner, colon + 1, inner.Length - colon - 1);
                else if (choices >= 0) text.Append(inner[(choices + 1)..].TrimEnd('|').Split(',')[0]);
                i = end;
            }
            else text.Append(snippet[i]);
        }
        return text.ToString();
    }

    private static CompletionItemKind KindOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Key => CompletionItemKind.Property,
        CompletionKind.Target => CompletionItemKind.Module,
        CompletionKind.Step => CompletionItemKind.Function,
        CompletionKind.File => CompletionItemKind.File,
        CompletionKind.Folder => CompletionItemKind.Folder,
        CompletionKind.Unit => CompletionItemKind.Unit,
        CompletionKind.Suppression => CompletionItemKind.Snippet,
        _ => CompletionItemKind.Value,
    };
}
