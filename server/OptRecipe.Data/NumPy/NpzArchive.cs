using System.IO.Compression;
using OptRecipe.Data.Bytes;

namespace OptRecipe.Data.NumPy;

/// <summary>A <c>.npz</c> file: named arrays, each read when it is asked for. Not thread-safe.</summary>
public sealed class NpzArchive : IDisposable
{
    /// <summary>Deflate makes at most 1032 bytes of one; an entry that claims more lies.</summary>
    private const long MostExpansion = 1032;
    private const string Suffix = ".npy";

    private readonly ZipArchive _archive;
    private readonly IRandomBytes? _bytes;
    private readonly RandomBytesStream? _file;
    private readonly long _fileBytes;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <param name="bytes">Not disposed with the archive.</param>
    /// <exception cref="NumPyFormatException">The bytes are no such file, or two arrays share a name.</exception>
    public NpzArchive(IRandomBytes bytes) : this(new RandomBytesStream(bytes), bytes)
    {
    }

    /// <param name="stream">Seekable; closed with the archive.</param>
    /// <exception cref="NumPyFormatException">The bytes are no such file, or two arrays share a name.</exception>
    public NpzArchive(Stream stream) : this(stream, null)
    {
    }

    private NpzArchive(Stream stream, IRandomBytes? bytes)
    {
        (_bytes, _file) = (bytes, stream as RandomBytesStream);
        _fileBytes = stream.Length;
        _archive = Guarded(() => new ZipArchive(stream, ZipArchiveMode.Read));
        foreach (var entry in Guarded(() => _archive.Entries))
        {
            var name = entry.FullName.EndsWith(Suffix, StringComparison.Ordinal) ? entry.FullName[..^Suffix.Length] : entry.FullName;
            if (!_entries.TryAdd(name, entry)) throw new NumPyFormatException($"it holds two arrays named `{name}`");
            Names.Add(name);
        }
    }

    /// <summary>The arrays' names, without <c>.npy</c>, in the file's order.</summary>
    public List<string> Names { get; } = [];

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <exception cref="NumPyFormatException">There is no such array, or its bytes are no array.</exception>
    public NumPyArray Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new NumPyFormatException($"it holds no array `{name}`");
        try
        {
            return Guarded(() => Read(entry));
        }
        catch (NumPyFormatException error)
        {
            throw new NumPyFormatException($"array `{name}`: {error.Message}", error);
        }
    }

    /// <summary>An array whose rows are read as they are asked for; the archive stays open as long. From then on use the archive from no other place: its arrays take turns.</summary>
    /// <exception cref="NumPyFormatException">There is no such array, or its bytes are no array.</exception>
    public StoredArray OpenArray(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) throw new NumPyFormatException($"it holds no array `{name}`");
        try
        {
            return Guarded(() =>
            {
                Check(entry);
                return StoredArray.Open(Stored(entry) ?? (IRandomBytes)new UnpackedBytes(entry.Open, entry.Length, _turn));
            });
        }
        catch (DataFormatException error)
        {
            throw new NumPyFormatException($"array `{name}`: {error.Message}", error);
        }
    }

    /// <summary>Writes arrays as NumPy's <c>savez</c> does: not compressed, and with a fixed date, so that the same arrays give the same bytes.</summary>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, NumPyArray>> arrays)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays)
        {
            var entry = archive.CreateEntry(name + Suffix, CompressionLevel.NoCompression);
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            NpyFile.Write(content, array);
        }
    }

    public void Dispose() => _archive.Dispose();

    /// <summary>Where the bytes of an entry that is not compressed lie in the file; null for another one.</summary>
    private PartOfBytes? Stored(ZipArchiveEntry entry)
    {
        if (_bytes is null || _file is null || entry.Length == 0 || entry.CompressedLength != entry.Length) return null;
        // The framework does not say where an entry starts or how it is packed: its stream, asked for one byte, reads just that byte of the file if the entry is stored, and a block if it is not.
        lock (_turn)
        {
            using var stream = entry.Open();
            if (stream.ReadByte() < 0 || _file.LastRead is not (var start, 1)) return null;
            return start + entry.Length <= _fileBytes ? new(_bytes, start, entry.Length) : null;
        }
    }

    private void Check(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted) throw new NumPyFormatException("it is encrypted");
        if (entry.CompressedLength < 0 || entry.CompressedLength > _fileBytes || entry.Length < 0 || entry.Length / MostExpansion > entry.CompressedLength)
            throw new NumPyFormatException($"it claims {entry.Length} bytes made of {entry.CompressedLength} in a file of {_fileBytes}");
    }

    private NumPyArray Read(ZipArchiveEntry entry)
    {
        Check(entry);
        using var stream = entry.Open();
        return NpyFile.Read(stream, entry.Length);
    }

    /// <summary>What the framework's zip reader throws at broken bytes, as one kind of error.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new NumPyFormatException($"the zip archive is broken: {error.Message.TrimEnd('.')}", error);
        }
    }
}
