using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Text;

/// <summary>Small files, read as a whole.</summary>
public static class WholeFile
{
    /// <exception cref="IOException">It cannot be read, or is longer than <paramref name="mostBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ModelFormatException">It became shorter meanwhile.</exception>
    public static byte[] ReadAll(this IFileSource files, string path, long mostBytes)
    {
        var source = files.Open(path);
        using var owned = source as IDisposable;
        if (source.Length > mostBytes) throw new IOException($"it has {source.Length:#,0} bytes, more than {mostBytes:#,0}");
        var bytes = new byte[source.Length];
        source.Read(0, bytes);
        return bytes;
    }

    /// <summary>Null when there is no such file, when it is longer, or when it may not or cannot be read.</summary>
    public static byte[]? ReadAllOrNull(this IFileSource files, string path, long mostBytes)
    {
        if (files.Refuses(path) is not null || files.Stamp(path).Kind != FileKind.File) return null;
        try
        {
            return files.ReadAll(path, mostBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            return null;
        }
    }
}
