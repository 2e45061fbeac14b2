using MediatR;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Reporting;
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
        if (document is not { Uri.LocalPath: { } path } || document.Analysis.Model(cancellation).Recipe is not { LastRun: { } record } recipe || document.Analysis.Files.ReadAllOrNull(RunRecord.ReportPathFor(path), MostBytes) is not { } bytes || Report.Read(bytes) is not { } report)
            return new($"There is no report: `{uri.Name}` has not run yet\n", false);
        var gzip = LastGzip.Of(document.Analysis.Files, recipe, new UserCache());
        var page = ReportMarkdown.Of(report with { Before = report.Before with { Gzip = gzip?.Before }, After = report.After with { Gzip = gzip?.After } });
        return new(record.RecipeHash == recipe.RecipeHash ? page : $"> The recipe has changed since this run.\n\n{page}", true);
    }
}
