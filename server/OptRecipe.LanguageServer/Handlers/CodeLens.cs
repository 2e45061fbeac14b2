using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Lenses;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using CodeLens = OptRecipe.Lsp.Protocol.CodeLens;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CodeLensRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed class CodeLensHandler : IRequestHandler<CodeLensRequest, Answer>
{
    public Task<Answer> Handle(CodeLensRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var lenses = ImmutableArray.CreateBuilder<CodeLens>();
        foreach (var lens in document.Analysis.Model(cancellationToken).Lenses)
        {
            if (CommandOf(lens.Command, document, snapshot.Options) is { } command)
                lenses.Add(new(positions.Range(lens.Span), new(TitleOf(lens, snapshot.Options), command, [document.Uri.ToString()])));
        }
        return Task.FromResult(new Answer(new JsonList<CodeLens>(lenses.ToImmutable())));
    }

    // Only our own client opens a plan; any client can run, on files.
    private static string? CommandOf(LensCommand command, Document document, OptRecipeOptions options) => command switch
    {
        LensCommand.Run => document.Uri.LocalPath is null ? null : options.RunCommand ?? OptRecipeCommands.Run,
        LensCommand.ShowPlan => options.PlanCommand,
        // Clients show a title whose command is empty as plain text.
        LensCommand.None => "",
        _ => null,
    };

    // `$(play)` is an icon in VS Code and noise elsewhere.
    private static string TitleOf(Ide.Lenses.CodeLens lens, OptRecipeOptions options) =>
        options.IsGiven || !lens.Title.StartsWith("$(", StringComparison.Ordinal) ? lens.Title : lens.Title[(lens.Title.IndexOf(')') + 1)..].TrimStart();
}
