using System.Collections.Immutable;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CodeActionRequest(Snapshot Snapshot, CodeActionParams Params) : IReadRequest;

public sealed class CodeActionHandler : IRequestHandler<CodeActionRequest, Answer>
{
    private const string QuickFix = "quickfix";
    private const string FixAll = "source.fixAll.optrecipe";

    public Task<Answer> Handle(CodeActionRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        // Older clients know commands only, and a fix is an edit.
        if (!snapshot.Client.CodeActionLiterals || snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        foreach (var action in document.Analysis.Model(cancellationToken).ActionsAt(positions.Span(request.Params.Range)))
        {
            // "Fix all" stands in the light bulb's menu, and answers whoever asks for source actions, as editors do on saving.
            var kind = action.Diagnostic is null && !Wants(request.Params.Only, QuickFix) ? FixAll : QuickFix;
            if (!Wants(request.Params.Only, kind)) continue;
            actions.Add(new(action.Title, kind, ToLsp.Edit(action.Edits, document, snapshot))
            {
                Fixes = action.Diagnostic is { } diagnostic ? ToLsp.Of(diagnostic, document, snapshot) : null, IsPreferred = action.IsPreferred,
            });
        }
        return Task.FromResult(new Answer(new JsonList<CodeAction>(actions.ToImmutable())));
    }

    // A kind asked for stands for all kinds below it.
    private static bool Wants(ImmutableArray<string> only, string kind) =>
        only.IsEmpty ? kind == QuickFix : only.Any(wanted => kind == wanted || wanted.Length == 0 || kind.StartsWith(wanted + ".", StringComparison.Ordinal));
}
