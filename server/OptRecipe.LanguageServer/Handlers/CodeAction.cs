using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Fixes;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using CodeAction = OptRecipe.Lsp.Protocol.CodeAction;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CodeActionRequest(Snapshot Snapshot, CodeActionParams Params) : IReadRequest;

public sealed class CodeActionHandler : IRequestHandler<CodeActionRequest, Answer>
{
    public Task<Answer> Handle(CodeActionRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, only) = (request.Snapshot, request.Params.Only);
        // Older clients know commands only, and a fix is an edit.
        if (!snapshot.Client.CodeActionLiterals || snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var range = ToLsp.PositionsOf(document, snapshot).Span(request.Params.Range);
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        foreach (var action in document.Analysis.Model(cancellationToken).ActionsAt(range))
        {
            // What cannot be done is shown to those only who ask for its kind.
            var isWanted = only.IsEmpty ? action.Kind != CodeActionKind.FixAll && action.Disabled is null : only.Any(wanted => IsOf(CodeActionToLsp.KindOf(action.Kind), wanted));
            if (isWanted && CodeActionToLsp.Of(action, range, document, snapshot, withEdit: false) is { } converted) actions.Add(converted);
        }
        return Task.FromResult(new Answer(new JsonList<CodeAction>(actions.ToImmutable())));
    }

    // A kind asked for stands for all kinds below it.
    private static bool IsOf(string kind, string wanted) => kind == wanted || wanted.Length == 0 || kind.StartsWith(wanted + ".", StringComparison.Ordinal);
}

public sealed record CodeActionResolveRequest(Snapshot Snapshot, ItemData Data) : IReadRequest;

/// <summary>The edit of an action that was sent without it.</summary>
public sealed class CodeActionResolveHandler : IRequestHandler<CodeActionResolveRequest, Answer>
{
    public Task<Answer> Handle(CodeActionResolveRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, data) = (request.Snapshot, request.Data);
        if (CodeActionToLsp.Read(data) is not var (range, isMeant)) throw new InvalidParamsException("data", "that of a code action of ours", "something else");
        if (snapshot.FindRecipe(data.Uri) is not { } document || document.Version != data.Version || snapshot.World != data.World)
            return Task.FromResult(Answer.Failed(ErrorCode.ContentModified, "the document has changed since the action was offered"));
        var found = document.Analysis.Model(cancellationToken).ActionsAt(range).FirstOrDefault(isMeant);
        var resolved = found is null ? null : CodeActionToLsp.Of(found, range, document, snapshot, withEdit: true);
        return Task.FromResult(resolved is null ? Answer.Failed(ErrorCode.ContentModified, "there is no such action any more") : new Answer(resolved));
    }
}
