using System.Collections.Immutable;
using System.Text;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Files;

/// <summary>The files as the editor shows them now: an open document's text wins over the disk, and nothing outside the allowed folders is looked at, links followed.</summary>
public sealed class EditorFiles(DiskFiles disk, Func<ImmutableDictionary<DocumentUri, Document>> documents) : IFileSource
{
    public string? Refuses(string path) => disk.Refuses(path);

    public FileStamp Stamp(string path)
    {
        if (OpenText(path) is { } open) return new(FileKind.File, Encoding.UTF8.GetByteCount(open.Text), -1 - open.GetHashCode());
        if (Refuses(path) is not null) return new(FileKind.Missing, 0, 0);
        // Opening a pipe waits for its writer; pipes and devices have no length, so nothing without a length is ever opened.
        return IsWithoutLength(path) ? new(FileKind.File, 0, 0) : disk.Stamp(path);
    }

    public IByteSource Open(string path)
    {
        if (OpenText(path) is { } open) return new MemoryByteSource(Encoding.UTF8.GetBytes(open.Text));
        if (Refuses(path) is { } refusal) throw new UnauthorizedAccessException(refusal);
        return IsWithoutLength(path) ? new MemoryByteSource(default) : disk.Open(path);
    }

    public IReadOnlyList<string> List(string folder) => Refuses(folder) is null ? disk.List(folder) : [];

    private SourceText? OpenText(string path) =>
        Path.IsPathFullyQualified(path) && !path.Contains('\0') && documents().TryGetValue(DocumentUri.OfPath(path), out var document) ? document.Text : null;

    private static bool IsWithoutLength(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: 0 };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
