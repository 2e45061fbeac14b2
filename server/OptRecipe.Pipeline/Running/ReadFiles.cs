using System.Collections.Concurrent;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>Files that remember what was read through them: what a run's result depends on. Thread-safe.</summary>
public sealed class ReadFiles(IFileSource files) : IFileSource
{
    private readonly ConcurrentDictionary<string, FileStamp> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _listed = new(StringComparer.Ordinal);

    /// <summary>Every file that was opened, with its stamp when that happened first.</summary>
    public IEnumerable<KeyValuePair<string, FileStamp>> Opened => _opened;

    /// <summary>Every folder whose names were asked for.</summary>
    public IEnumerable<string> Listed => _listed.Keys;

    public FileStamp Stamp(string path) => files.Stamp(path);

    public IByteSource Open(string path)
    {
        if (!_opened.ContainsKey(path)) _opened.TryAdd(path, files.Stamp(path));
        return files.Open(path);
    }

    public IReadOnlyList<string> List(string folder)
    {
        _listed.TryAdd(folder, true);
        return files.List(folder);
    }

    public string? Refuses(string path) => files.Refuses(path);
    public string RealPath(string path) => files.RealPath(path);
    public bool CanWriteTo(string folder) => files.CanWriteTo(folder);
}
