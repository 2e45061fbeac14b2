using System.Text;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Files;

/// <summary>The recipes of a workspace, open or not. Files are looked for in the folders of a trusted workspace only, and never endlessly: hidden folders and those of packages are passed over.</summary>
public static class RecipeFiles
{
    private const int MostRecipes = 200;
    private const int MostFolders = 2000;
    private const int MostBytes = 1 << 20;
    private static readonly string[] Endings = [".optrecipe.yaml", ".optrecipe.yml"];
    private static readonly string[] PassedOver = ["node_modules", "bin", "obj", "out", "dist", "__pycache__", "venv"];

    /// <summary>What the texts alone say, open recipes first; a text on the disk that is open is left out.</summary>
    /// <returns>With the document when it is open.</returns>
    public static IEnumerable<(DocumentUri Uri, RecipeAnalysis Analysis, Document? Open)> All(Snapshot snapshot, CancellationToken cancellation)
    {
        foreach (var document in snapshot.Documents.Values)
            if (document.IsRecipe) yield return (document.Uri, document.Analysis.Text(cancellation).Recipe, document);
        foreach (var (uri, path, text) in Closed(snapshot, cancellation)) yield return (uri, RecipeAnalyzer.AnalyzeText(path, text), null);
    }

    /// <summary>The recipes on the disk that are not open.</summary>
    public static IEnumerable<(DocumentUri Uri, string Path, SourceText Text)> Closed(Snapshot snapshot, CancellationToken cancellation)
    {
        if (!snapshot.IsTrusted || snapshot.Folders.IsEmpty) yield break;
        var files = new DiskFiles(snapshot.Folders);
        foreach (var path in Find(files, snapshot.Folders, cancellation))
        {
            var uri = DocumentUri.OfPath(path);
            if (!snapshot.Documents.ContainsKey(uri) && Read(files, path) is { } text) yield return (uri, path, text);
        }
    }

    private static IEnumerable<string> Find(DiskFiles files, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var (recipes, visited) = (0, 0);
        var waiting = new Queue<string>(folders);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var folder) && visited++ < MostFolders)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var name in files.List(folder))
            {
                var path = Path.Combine(folder, name.TrimEnd('/'));
                if (name.EndsWith('/'))
                {
                    if (name[0] != '.' && !PassedOver.Contains(name[..^1]) && new DirectoryInfo(path).LinkTarget is null) waiting.Enqueue(path);
                }
                else if (Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) && seen.Add(path) && recipes++ < MostRecipes) yield return path;
            }
        }
    }

    /// <summary>A recipe's text; null when it cannot be read, is empty, or is far too long.</summary>
    internal static SourceText? Read(IFileSource files, string path) =>
        files.ReadAllOrNull(path, MostBytes) is { Length: > 0 } bytes ? new(Encoding.UTF8.GetString(bytes)) : null;
}
