using System.Collections.Concurrent;
using System.IO.Hashing;
using OptRecipe.Data;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>XXH3 of files, 128 bits: a name for contents, no protection against somebody who wants two files to look alike. Computed once per state of a file. Thread-safe.</summary>
internal sealed class FileHashes(IFileSource files)
{
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, byte[] Hash)> _known = new(StringComparer.Ordinal);

    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    public byte[] Of(string path)
    {
        var stamp = files.Stamp(path);
        if (_known.TryGetValue(path, out var known) && known.Stamp == stamp) return known.Hash;
        using var bytes = DataBytes.Open(files, path);
        var hash = new XxHash128();
        var part = new byte[1 << 16];
        for (long at = 0; at < bytes.Length; at += part.Length)
        {
            var count = (int)Math.Min(part.Length, bytes.Length - at);
            bytes.Read(at, part.AsSpan(0, count));
            hash.Append(part.AsSpan(0, count));
        }
        var computed = hash.GetCurrentHash();
        _known[path] = (stamp, computed);
        return computed;
    }
}
