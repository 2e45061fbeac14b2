using OptRecipe.Ide.Content;
using OptRecipe.Ide.Lenses;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using CodeLens = OptRecipe.Ide.Lenses.CodeLens;

namespace OptRecipe.LanguageServer.Handlers;

/// <summary>Lenses as a client takes them: with the commands that it has said it knows.</summary>
internal static class LensCommands
{
    /// <summary>Any client can run, on files; plans, reports and graphs are opened by clients that have named a command for it.</summary>
    public static bool CanDo(LensCommand command, Document document, OptRecipeOptions options) => command switch
    {
        LensCommand.Run => document.Uri.LocalPath is not null,
        LensCommand.RunWithReport => document.Uri.LocalPath is not null && options.ReportCommand is not null,
        LensCommand.OpenReport => document.Uri.LocalPath is not null && options.ReportPageCommand is not null,
        LensCommand.ShowPlan => options.PlanCommand is not null,
        _ => true,
    };

    public static Lsp.Protocol.CodeLens Of(CodeLens lens, Document document, Snapshot snapshot, Command? command) =>
        new(ToLsp.PositionsOf(document, snapshot).Range(lens.Span), command, lens.IsLate ? new(document.Uri.ToString(), document.Version, snapshot.World, lens.Span.Start, lens.Command.ToString()) : null);

    /// <summary>Clients show a title whose command is empty as plain text.</summary>
    public static Command CommandOf(CodeLens lens, Document document, Snapshot snapshot, Session session, CancellationToken cancellation)
    {
        var options = snapshot.Options;
        var (name, argument) = lens.Command switch
        {
            LensCommand.Run => (options.RunCommand ?? OptRecipeCommands.Run, document.Uri.ToString()),
            LensCommand.RunWithReport => (options.ReportCommand ?? "", document.Uri.ToString()),
            LensCommand.OpenReport => (options.ReportPageCommand ?? "", document.Uri.ToString()),
            LensCommand.ShowPlan or LensCommand.Compare => (options.PlanCommand ?? "", document.Uri.ToString()),
            LensCommand.OpenGraph when options.OpenCommand is { } open && Graph(document, snapshot, session, cancellation) is { } page => (open, page),
            _ => ("", document.Uri.ToString()),
        };
        return new(TitleOf(lens, name, options), name, [argument]);
    }

    private static string? Graph(Document document, Snapshot snapshot, Session session, CancellationToken cancellation) =>
        document.Analysis.Model(cancellation).Recipe.Model?.Model is { } model
            ? session.Pages.UriOf(new(ContentPageKind.Graph, model.Path), snapshot.Client, path => OpenModels.Find(snapshot, path, cancellation)) : null;

    // `$(play)` is an icon in VS Code and noise elsewhere; what nobody can click does not invite to.
    private static string TitleOf(CodeLens lens, string command, OptRecipeOptions options)
    {
        var title = lens.Title;
        if (command.Length == 0 && lens.IsLate) title = title[..title.LastIndexOf(" · ", StringComparison.Ordinal)];
        return options.IsGiven || !title.StartsWith("$(", StringComparison.Ordinal) ? title : title[(title.IndexOf(')') + 1)..].TrimStart();
    }
}
