using System.Collections.Concurrent;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>What was found in a file, looked for once per state of the file: afterwards its stamp alone is asked for. Thread-safe.</summary>
internal sealed class RememberedByStamp<T>(IFileSource files)
{
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, T Found)> _known = new(StringComparer.Ordinal);

    public T Get(string path, Func<string, T> find)
    {
        var stamp = files.Refuses(path) is null ? files.Stamp(path) : default;
        if (_known.TryGetValue(path, out var known) && known.Stamp == stamp) return known.Found;
        var found = find(path);
        _known[path] = (stamp, found);
        return found;
    }
}
