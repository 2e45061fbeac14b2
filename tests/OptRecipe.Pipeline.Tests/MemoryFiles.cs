using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Files of a test, by absolute path; folders are what lies above them. Everything outside <c>/w</c> is refused.</summary>
internal sealed class MemoryFiles : IFileSource, IOutputStore
{
    private readonly Dictionary<string, (byte[] Bytes, long Time)> _files = [];
    private long _time;

    public int Writes { get; private set; }

    public byte[] this[string path]
    {
        get => _files[path].Bytes;
        set => _files[path] = (value, ++_time);
    }

    public void Remove(string path) => _files.Remove(path);

    public FileStamp Stamp(string path)
    {
        if (_files.TryGetValue(path, out var file)) return new(FileKind.File, file.Bytes.Length, file.Time);
        return new(path == "/" || _files.Keys.Any(name => name.StartsWith(path + "/", StringComparison.Ordinal)) ? FileKind.Folder : FileKind.Missing, 0, 0);
    }

    public IByteSource Open(string path) => _files.TryGetValue(path, out var file) ? new MemoryByteSource(file.Bytes) : throw new FileNotFoundException(path);

    public IReadOnlyList<string> List(string folder) => [.. _files.Keys.Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
        .Select(name => name[(folder.Length + 1)..]).Select(name => name.Contains('/', StringComparison.Ordinal) ? name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)] : name).Distinct().Order(StringComparer.Ordinal)];

    public string? Refuses(string path) => path.StartsWith("/w/", StringComparison.Ordinal) || path == "/w" ? null : "it lies outside the workspace";

    public bool CanWriteTo(string folder) => folder != "/w/locked";

    public void Write(string path, Action<Stream> content)
    {
        using var stream = new MemoryStream();
        content(stream);
        this[path] = stream.ToArray();
        Writes++;
    }
}
