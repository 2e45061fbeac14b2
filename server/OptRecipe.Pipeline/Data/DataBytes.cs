using OptRecipe.Data;
using OptRecipe.Data.Bytes;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Data;

/// <summary>A file of a data set, by range.</summary>
internal sealed class DataBytes(IByteSource source) : IRandomBytes
{
    public long Length => source.Length;

    /// <exception cref="DataFormatException">The file cannot be opened.</exception>
    public static IRandomBytes Open(Recipe.Text.IFileSource files, string path)
    {
        try
        {
            return new DataBytes(files.Open(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"it cannot be opened: {error.Message.TrimEnd('.')}", error);
        }
    }

    public void Read(long offset, Span<byte> destination)
    {
        try
        {
            source.Read(offset, destination);
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new DataFormatException($"it cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    public void Dispose() => (source as IDisposable)?.Dispose();
}
