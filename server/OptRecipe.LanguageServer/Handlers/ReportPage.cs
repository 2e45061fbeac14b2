using System.Text;
using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

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
        if (document is not { Uri.LocalPath: { } path } || document.Analysis.Model(cancellation).Recipe is not { LastRun: { } record } recipe || Read(document.Analysis.Files, RunRecord.ReportPathFor(path)) is not { } page)
            return new($"There is no report: `{uri.Name}` has not run yet\n", false);
        return new(record.RecipeHash == recipe.RecipeHash ? page : $"> The recipe has changed since this run.\n\n{page}", true);
    }

    private static string? Read(IFileSource files, string path)
    {
        if (files.Refuses(path) is not null || files.Stamp(path) is not { Kind: FileKind.File, Length: > 0 and < MostBytes }) return null;
        try
        {
            var source = files.Open(path);
            using var owned = source as IDisposable;
            var bytes = new byte[source.Length];
            source.Read(0, bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            return null;
        }
    }
}
