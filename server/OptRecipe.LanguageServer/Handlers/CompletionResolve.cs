using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CompletionResolveRequest(Snapshot Snapshot, CompletionResolveParams Params) : IReadRequest;

/// <summary>An item with its documentation; one of an older list is out of date.</summary>
public sealed class CompletionResolveHandler(CompletionMemory memory) : IRequestHandler<CompletionResolveRequest, Answer>
{
    public Task<Answer> Handle(CompletionResolveRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, json) = (request.Snapshot, request.Params.Json);
        if (request.Params.Data is not var (list, index)) return Task.FromResult(new Answer(new ResolvedCompletionItem(json, null)));
        if (memory.Find(list, index, snapshot.World) is not { } item) return Task.FromResult(Answer.Failed(ErrorCode.ContentModified, "the item is of an older list"));
        var more = item.More?.Invoke() ?? "";
        var text = item.Documentation.Length > 0 && more.Length > 0 ? $"{item.Documentation}\n\n{more}" : item.Documentation + more;
        return Task.FromResult(new Answer(new ResolvedCompletionItem(json, text.Length == 0 ? null : PlainText.Content(snapshot.Client.MarkdownCompletion, text))));
    }
}
