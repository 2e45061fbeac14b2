using System.Collections.Concurrent;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Data;

/// <summary>
/// Results that hold as long as the files they came from are as they were: what a computation looks at is noted, and looked at again by its stamps alone. Of many opened files the first ones are noted, and the folders they were
/// found in. Thread-safe.
/// </summary>
internal sealed class RememberedByFiles<T>(IFileSource files)
{
    private const int MostEntries = 32;

    private readonly ConcurrentDictionary<string, (T Result, KeyValuePair<string, FileStamp>[] Seen)> _known = new(StringComparer.Ordinal);

    public T Get(string key, Func<IFileSource, T> compute)
    {
        if (_known.TryGetValue(key, out var known) && Array.TrueForAll(known.Seen, seen => files.Stamp(seen.Key) == seen.Value)) return known.Result;
        var noting = new NotingFiles(files);
        var result = compute(noting);
        // Typing makes keys that never come back.
        if (_known.Count >= MostEntries) _known.Clear();
        if (noting.IsRepeatable) _known[key] = (result, [.. noting.Seen]);
        return result;
    }

    private sealed class NotingFiles(IFileSource files) : IFileSource
    {
        private const int MostOpened = 64;

        private readonly ConcurrentDictionary<string, FileStamp> _seen = new(StringComparer.Ordinal);
        private int _opened;

        public IEnumerable<KeyValuePair<string, FileStamp>> Seen => _seen;

        /// <summary>False where a folder has no time that would change with its files.</summary>
        public bool IsRepeatable { get; private set; } = true;

        public FileStamp Stamp(string path)
        {
            var stamp = files.Stamp(path);
            _seen.TryAdd(path, stamp);
            return stamp;
        }

        public IByteSource Open(string path)
        {
            if (Interlocked.Increment(ref _opened) <= MostOpened) Stamp(path);
            return files.Open(path);
        }

        public IReadOnlyList<string> List(string folder)
        {
            IsRepeatable &= Stamp(folder) is not { Kind: FileKind.Folder, ModifiedTicks: 0 };
            return files.List(folder);
        }

        public string? Refuses(string path) => files.Refuses(path);
        public bool CanWriteTo(string folder) => files.CanWriteTo(folder);
    }
}
