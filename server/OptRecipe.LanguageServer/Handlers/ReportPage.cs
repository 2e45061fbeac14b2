using System.Text;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ReportPageRequest(RecipeParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/reportPage</c>: the last run's report for people, of a recipe that is open or not, whatever the recipe writes itself.</summary>
public sealed class ReportPageHandler(Session session) : IRequestHandler<ReportPageRequest, Answer>
{
    private const int MostBytes = 1 << 24;

    public async Task<Answer> Handle(ReportPageRequest request, CancellationToken cancellationToken)
    {
        var uri = FromLsp.Uri(request.Params.Uri);
        var document = session.Workspace.FindOrRead(uri);
        return await session.OnPool(() => new(Page(uri, document, cancellationToken)));
    }

    private static ReportPageAnswer Page(DocumentUri uri, Document? document, CancellationToken cancellation)
    {
        if (document is not { Uri.LocalPath: { } path } || document.Analysis.Model(cancellation).Recipe is not { LastRun: { } record } recipe || document.Analysis.Files.ReadAllOrNull(RunRecord.ReportPathFor(path), MostBytes) is not { Length: > 0 } bytes)
            return new($"There is no report: `{uri.Name}` has not run yet\n", false);
        var page = Encoding.UTF8.GetString(bytes);
        return new(record.RecipeHash == recipe.RecipeHash ? page : $"> The recipe has changed since this run.\n\n{page}", true);
    }
}
