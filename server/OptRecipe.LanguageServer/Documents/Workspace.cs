using System.Collections.Immutable;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Files;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Documents;

/// <summary>The state of a session and the only place that changes it; for the loop's thread alone. <see cref="Current"/> may be handed to others.</summary>
public sealed class Workspace(IAnalyzer analyzer)
{
    public Snapshot Current { get; private set; } = new();

    private readonly HashSet<DocumentUri> _changed = [];
    private readonly Dictionary<string, EditorFiles> _files = [];

    /// <summary>Called on another thread when a disk answers that had been given up on.</summary>
    public Action? DiskAnswered { get; set; }

    public bool HasChanged => _changed.Count > 0;

    /// <summary>The open recipes that changed, or whose surroundings did, since the last call.</summary>
    public List<Document> TakeChanged()
    {
        var documents = new List<Document>(_changed.Count);
        foreach (var uri in _changed)
        {
            if (Current.Documents.TryGetValue(uri, out var document) && document.IsRecipe) documents.Add(document);
        }
        _changed.Clear();
        return documents;
    }

    public void Open(DocumentUri uri, string languageId, int version, string text)
    {
        Put(uri, languageId, version, new SourceText(text));
        RenewReaders(uri);
    }

    public void Change(Document document, DocumentUri uri, int version, SourceText text)
    {
        Put(uri, document.LanguageId, version, text);
        RenewReaders(uri);
    }

    public void Close(DocumentUri uri)
    {
        var closed = Current.Documents.GetValueOrDefault(uri);
        Current = Current with { Documents = Current.Documents.Remove(uri), Settings = Current.Settings.Without(uri) };
        _changed.Remove(uri);
        closed?.Replaced.Cancel();
        RenewReaders(uri);
    }

    /// <summary>Other open recipes may take in this one, directly or through files that are not open: those that name any recipe or target in another file are checked anew.</summary>
    private void RenewReaders(DocumentUri changed)
    {
        if (!IsReadByOthers(changed.Name)) return;
        foreach (var document in Current.Documents.Values)
            if (!document.Uri.Equals(changed) && document.IsRecipe && NamesFiles(document.Text.Text)) Put(document.Uri, document.LanguageId, document.Version, document.Text);
    }

    private static bool IsReadByOthers(string name) => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static bool NamesFiles(string text) => text.Contains(".yaml", StringComparison.OrdinalIgnoreCase) || text.Contains(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Changes what all documents depend on: every analysis starts anew.</summary>
    public void ChangeWorld(Func<Snapshot, Snapshot> change)
    {
        Current = change(Current) with { World = Current.World + 1 };
        foreach (var document in Current.Documents.Values) Put(document.Uri, document.LanguageId, document.Version, document.Text);
    }

    /// <summary>Changes what no analysis depends on, only what is shown of it.</summary>
    public void ChangeSettings(SettingsSet settings)
    {
        if (settings == Current.Settings) return;
        Current = Current with { Settings = settings, World = Current.World + 1 };
        _changed.UnionWith(Current.Documents.Keys);
    }

    private void Put(DocumentUri uri, string languageId, int version, SourceText text)
    {
        var cell = new AnalysisCell(analyzer, uri, text, FilesFor(uri));
        var older = Current.Documents.GetValueOrDefault(uri);
        Current = Current with { Documents = Current.Documents.Remove(uri).Add(uri, new(uri, languageId, version, text, cell)) };
        _changed.Add(uri);
        older?.Replaced.Cancel();
    }

    /// <summary>Makes documents of recipes that lie in the workspace's folders and are not open, for any thread.</summary>
    public Func<DocumentUri, SourceText, Document> Closed()
    {
        var files = FilesFor(string.Join('\0', Current.Folders), Current.Folders);
        return (uri, text) => new(uri, "optrecipe", 0, text, new(analyzer, uri, text, files));
    }

    /// <summary>An open recipe, or one on the disk as it would be if it were open; null when it is neither, or may not be read.</summary>
    public Document? FindOrRead(DocumentUri uri)
    {
        if (Current.Documents.TryGetValue(uri, out var open)) return open.IsRecipe ? open : null;
        if (uri is not { IsRecipe: true, LocalPath: { } path }) return null;
        var files = FilesFor(uri);
        return RecipeFiles.Read(files, path) is { } text ? new(uri, "optrecipe", 0, text, new(analyzer, uri, text, files)) : null;
    }

    // One object for all recipes with the same folders: what was read through it may be kept, checked by its stamp, and links are followed once, not for every keystroke.
    private EditorFiles FilesFor(DocumentUri uri)
    {
        var roots = Current.Roots(uri);
        return FilesFor(string.Join('\0', roots), roots);
    }

    private EditorFiles FilesFor(string key, ImmutableArray<string> roots)
    {
        if (!_files.TryGetValue(key, out var files)) _files[key] = files = new(new DiskFiles(roots), () => Current.Documents, !roots.IsEmpty, () => DiskAnswered?.Invoke());
        return files;
    }

    /// <summary>Takes the client's offer: UTF-16, which is ours, where it is allowed, else the first one we know.</summary>
    public static PositionEncoding ChooseEncoding(ClientCapabilities client)
    {
        if (client.PositionEncodings.IsEmpty || client.PositionEncodings.Contains("utf-16")) return PositionEncoding.Utf16;
        foreach (var encoding in client.PositionEncodings)
        {
            if (encoding == "utf-8") return PositionEncoding.Utf8;
            if (encoding == "utf-32") return PositionEncoding.Utf32;
        }
        return PositionEncoding.Utf16;
    }
}
