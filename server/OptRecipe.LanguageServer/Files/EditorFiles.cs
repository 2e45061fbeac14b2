using System.Collections.Immutable;
using System.Text;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Files;

/// <summary>The files as the editor shows them now: an open document's text wins over the disk, and nothing outside the allowed folders is looked at, links followed.</summary>
/// <param name="isReachable">False for recipes that are no files on this computer: nothing is looked at.</param>
/// <param name="cameBack">Called, on another thread, when a disk answers that had been given up on.</param>
public sealed class EditorFiles(IFileSource disk, Func<ImmutableDictionary<DocumentUri, Document>> documents, bool isReachable = true, Action? cameBack = null) : IFileSource
{
    private readonly DiskPatience _patience = new(folder => disk.Stamp(folder), cameBack ?? (() => { }));

    public string? Refuses(string path) =>
        !isReachable ? "this recipe is no file on this computer, so the path is not reachable from here"
        : _patience.Answers(Path.GetDirectoryName(path) ?? path) ? disk.Refuses(path) : "the disk it lies on does not answer";

    public string RealPath(string path) => Refuses(path) is null ? disk.RealPath(path) : path;

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
