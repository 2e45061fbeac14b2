using System.Collections.Immutable;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Documents;

/// <summary>The whole state of a session at one moment; immutable, so that a handler on another thread sees nothing change.</summary>
public sealed record Snapshot
{
    public ImmutableDictionary<DocumentUri, Document> Documents { get; init; } = ImmutableDictionary<DocumentUri, Document>.Empty;
    public ClientCapabilities Client { get; init; } = ClientCapabilities.None;
    public OptRecipeOptions Options { get; init; } = OptRecipeOptions.Default;
    public PositionEncoding Encoding { get; init; }
    public bool IsTrusted { get; init; }
    /// <summary>The workspace's folders on this computer; empty without a workspace.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];
    public SettingsSet Settings { get; init; } = SettingsSet.Default;
    /// <summary>Grows when something other than a document changed: files, settings, folders, trust. An answer computed before is out of date.</summary>
    public int World { get; init; }

    /// <summary>Whether the two differ in nothing but the texts of open documents.</summary>
    public bool IsSameButForEdits(Snapshot? other) => other is not null && other.World == World && other.Documents.Count == Documents.Count && Documents.Keys.All(other.Documents.ContainsKey);

    public Document? Find(string uri) => DocumentUri.TryParse(uri) is { } parsed && Documents.TryGetValue(parsed, out var document) ? document : null;

    /// <summary>An open recipe; null when the document is not open or no recipe.</summary>
    public Document? FindRecipe(string uri) => Find(uri) is { IsRecipe: true } document ? document : null;

    public Settings SettingsFor(Document document) => Settings.For(document.Uri);

    /// <summary>The folders a recipe may read in: the workspace's, or its own when there is no workspace; none for what is not on this computer.</summary>
    public ImmutableArray<string> Roots(DocumentUri recipe) =>
        recipe.LocalPath is not { } path ? [] : !Folders.IsEmpty ? Folders : Path.GetDirectoryName(path) is { Length: > 0 } folder ? [folder] : [];

    /// <summary>The one folder outside which a run of the recipe neither reads nor writes: the innermost workspace folder around it, else its own.</summary>
    public string? RootOf(DocumentUri recipe)
    {
        if (recipe.LocalPath is not { } path) return null;
        var around = Folders.Where(folder => IsUnder(recipe, folder));
        return around.MaxBy(folder => folder.Length) ?? Path.GetDirectoryName(path);
    }

    /// <summary>Whether one of the workspace's folders holds the recipe.</summary>
    public bool IsInFolder(DocumentUri recipe) => Folders.Any(folder => IsUnder(recipe, folder));

    public static bool IsUnder(DocumentUri recipe, string folder) =>
        recipe.LocalPath is { } path && path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
