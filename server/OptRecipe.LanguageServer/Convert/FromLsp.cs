using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>LSP's records as ours.</summary>
public static class FromLsp
{
    /// <exception cref="InvalidParamsException">The text is no URI.</exception>
    public static DocumentUri Uri(string text) =>
        DocumentUri.TryParse(text) ?? throw new InvalidParamsException("uri", "an absolute URI", text.Length > 80 ? $"`{text[..80]}…`" : $"`{text}`");

    /// <summary>Applies the changes one after the other, each to the result of the one before.</summary>
    public static SourceText Changed(SourceText text, ImmutableArray<ContentChange> changes, PositionEncoding encoding)
    {
        foreach (var change in changes)
        {
            if (change.Range is not { } range)
            {
                text = new(change.Text);
                continue;
            }
            var span = new Positions(text, encoding).Span(range);
            text = new(string.Concat(text.Text.AsSpan(0, span.Start), change.Text, text.Text.AsSpan(span.End)));
        }
        return text;
    }

    /// <summary>The folders on this computer, without repetition.</summary>
    public static ImmutableArray<string> Folders(InitializeParams parameters)
    {
        if (parameters.WorkspaceFolders.IsEmpty && !string.IsNullOrEmpty(parameters.RootPath) && Path.IsPathFullyQualified(parameters.RootPath)) return [parameters.RootPath];
        return Folders(parameters.WorkspaceFolders);
    }

    public static ImmutableArray<string> Folders(ImmutableArray<WorkspaceFolder> folders) =>
        [.. folders.Select(folder => DocumentUri.TryParse(folder.Uri)?.LocalPath).OfType<string>().Distinct()];
}
