using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Disk;

/// <summary>The disk, whole or confined to folders. Paths are absolute. Thread-safe.</summary>
/// <param name="roots">Folders outside which nothing is read or written, links followed; null for no limit (the command line).</param>
public sealed class DiskFiles(IReadOnlyList<string>? roots = null) : IFileSource, IOutputStore
{
    private readonly string[]? _roots = roots?.Select(root => WithSeparator(RealPath.Of(root))).ToArray();

    public FileStamp Stamp(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // A pipe or a device has no length and may block whoever opens it.
            if (file.Exists) return new(file.Length == 0 || CanRead(path) ? FileKind.File : FileKind.Unreadable, file.Length, file.LastWriteTimeUtc.Ticks);
            // A folder's time changes when names in it come, go or change.
            return Directory.Exists(path) ? new(FileKind.Folder, 0, file.LastWriteTimeUtc.Ticks) : new(FileKind.Missing, 0, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(error is ArgumentException ? FileKind.Missing : FileKind.Unreadable, 0, 0);
        }
    }

    public IByteSource Open(string path) => new HandleByteSource(path);

    /// <summary>A file to be read from any place on; the caller closes it.</summary>
    public static Stream OpenStream(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    public string? Refuses(string path)
    {
        if (_roots is null) return null;
        var real = RealPath.Of(path);
        return Array.Exists(_roots, root => WithSeparator(real).StartsWith(root, StringComparison.Ordinal)) ? null : "it lies outside the workspace";
    }

    string IFileSource.RealPath(string path) => RealPath.Of(path);

    public bool CanWriteTo(string folder) => OperatingSystem.IsWindows() || UnixAccess.CanWrite(folder);

    public void Write(string path, Action<Stream> content)
    {
        if (Refuses(path) is { } refusal) throw new UnauthorizedAccessException(refusal);
        AtomicFile.Write(path, content);
    }

    public IDisposable? Claim(IReadOnlyCollection<string> paths) => OutputClaim.Of(paths);

    private static bool CanRead(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string WithSeparator(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;
}
