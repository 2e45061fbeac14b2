using System.Collections.Immutable;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Samples;

/// <summary>Files that are one sample each; a file is open only while it is read.</summary>
/// <param name="files">Names for messages, in order.</param>
/// <param name="open">Opens a file by its index.</param>
/// <param name="decode">A file's array from its bytes.</param>
public sealed class FileSamples(IReadOnlyList<string> files, Func<int, IRandomBytes> open, Func<byte[], NumPyArray> decode) : ISampleSource
{
    /// <summary>No picture, sound or single array that anyone feeds to a model is longer.</summary>
    private const long MostBytes = 1 << 30;

    private NumPyArrayDetails? _first;

    public int Count => files.Count;
    public ImmutableArray<string> Arrays { get; } = [""];
    public bool IsFlat => false;

    public NumPyArrayDetails? Details(string array)
    {
        if (_first is null && Count > 0 && Read(0, array) is { } read) _first = new(read.Type, [.. read.Shape]);
        return _first;
    }

    /// <summary>The file as it is.</summary>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public byte[] Bytes(int index)
    {
        using var bytes = open(index);
        if (bytes.Length > MostBytes) throw new DataFormatException($"`{files[index]}` is {bytes.Length} bytes long; {MostBytes} are the most that are read as one sample");
        var whole = new byte[bytes.Length];
        bytes.Read(0, whole);
        return whole;
    }

    public NumPyArray Read(int index, string array)
    {
        var whole = Bytes(index);
        try
        {
            return decode(whole);
        }
        catch (DataFormatException error)
        {
            throw new DataFormatException($"`{files[index]}` cannot be read: {error.Message}", error);
        }
    }

    public string NameOf(int index) => $"`{files[index]}`";

    public void Dispose()
    {
    }
}
