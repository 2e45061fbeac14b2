using System.Collections.Immutable;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using Options = OptRecipe.Recipe.Formatting.FormattingOptions;

namespace OptRecipe.LanguageServer.Handlers;

/// <summary>The whole document, a range of it, or what one typed character moves.</summary>
public sealed record FormattingRequest(Snapshot Snapshot, FormattingParams Params) : IReadRequest;

public sealed class FormattingHandler : IRequestHandler<FormattingRequest, Answer>
{
    public Task<Answer> Handle(FormattingRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, parameters) = (request.Snapshot, request.Params);
        if (snapshot.FindRecipe(parameters.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var (analysis, options) = (document.Analysis.Text(cancellationToken), OptionsOf(parameters.Options));
        ImmutableArray<Recipe.Text.TextEdit> edits =
            parameters.Position is { } position ? analysis.TypedEdits(positions.Offset(position), parameters.Character, options)
            : analysis.FormattingEdits(parameters.Range is { } range ? positions.Span(range) : null, options);
        return Task.FromResult(new Answer(new JsonList<TextEdit>([.. edits.Select(edit => new TextEdit(positions.Range(edit.Span), edit.NewText))])));
    }

    private static Options OptionsOf(FormattingOptions asked)
    {
        var ours = Options.Default;
        return ours with
        {
            TabSize = asked.TabSize ?? ours.TabSize,
            TrimTrailingWhitespace = asked.TrimTrailingWhitespace ?? ours.TrimTrailingWhitespace,
            InsertFinalNewline = asked.InsertFinalNewline ?? ours.InsertFinalNewline,
            TrimFinalNewlines = asked.TrimFinalNewlines ?? ours.TrimFinalNewlines,
        };
    }
}
