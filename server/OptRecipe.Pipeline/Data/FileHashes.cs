using System.IO.Hashing;
using OptRecipe.Data;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>XXH3 of files, 128 bits: a name for contents, no protection against somebody who wants two files to look alike. Computed once per state of a file. Thread-safe.</summary>
internal sealed class FileHashes(IFileSource files)
{
    private readonly RememberedByStamp<byte[]> _known = new(files);

    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    public byte[] Of(string path) => _known.Get(path, Compute);

    private byte[] Compute(string path)
    {
        using var bytes = DataBytes.Open(files, path);
        var hash = new XxHash128();
        var part = new byte[1 << 16];
        for (long at = 0; at < bytes.Length; at += part.Length)
        {
            var count = (int)Math.Min(part.Length, bytes.Length - at);
            bytes.Read(at, part.AsSpan(0, count));
            hash.Append(part.AsSpan(0, count));
        }
        return hash.GetCurrentHash();
    }
}
