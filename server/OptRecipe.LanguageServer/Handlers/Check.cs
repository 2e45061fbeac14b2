using System.Collections.Immutable;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CheckRequest(RecipeParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/check</c>: everything about a recipe, open or not, as a terminal prints it.</summary>
public sealed class CheckHandler(Session session) : IRequestHandler<CheckRequest, Answer>
{
    public async Task<Answer> Handle(CheckRequest request, CancellationToken cancellationToken)
    {
        var uri = FromLsp.Uri(request.Params.Uri);
        var document = session.Workspace.FindOrRead(uri);
        if (document is null) return new(new CheckAnswer($"`{uri.Name}` cannot be read as a recipe", []));
        return await session.OnPool(() => new(new CheckAnswer(null, Problems(document, cancellationToken))));
    }

    private static ImmutableArray<CheckedProblem> Problems(Document document, CancellationToken cancellation) =>
    [
        .. from diagnostic in document.Analysis.Model(cancellation).Diagnostics
           where !diagnostic.IsSummary || diagnostic.Severity <= Severity.Warning
           let position = document.Text.Lines.Position(diagnostic.Span.Start)
           select new CheckedProblem(position.Line + 1, position.Character + 1, diagnostic.Severity.ToString().ToLowerInvariant(), diagnostic.Descriptor.Code, diagnostic.Message),
    ];
}
