using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Variants;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record VariantsPageRequest(RecipeParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/variantsPage</c>: the last comparison of a recipe's variants for people, of a recipe that is open or not.</summary>
public sealed class VariantsPageHandler(Session session) : IRequestHandler<VariantsPageRequest, Answer>
{
    public async Task<Answer> Handle(VariantsPageRequest request, CancellationToken cancellationToken)
    {
        var uri = FromLsp.Uri(request.Params.Uri);
        var document = session.Workspace.FindOrRead(uri);
        return await session.OnPool(() => new(Page(uri, document, cancellationToken)));
    }

    private static ReportPageAnswer Page(DocumentUri uri, Document? document, CancellationToken cancellation)
    {
        if (document is not { Uri.LocalPath: { } path } || VariantsRecord.Read(document.Analysis.Files, path) is not { } record)
            return new($"There is nothing to compare: the variants of `{uri.Name}` have not run yet\n", false);
        var page = VariantMarkdown.Of(record.Comparison);
        return new(record.RecipeHash == document.Analysis.Model(cancellation).Recipe.RecipeHash ? page : $"> The recipe has changed since this comparison.\n\n{page}", true);
    }
}
