using Microsoft.Win32.SafeHandles;

namespace OptRecipe.TFLite.Files;

/// <summary>A file read by range, never mapped: when it is cut short while it is open, reading throws <see cref="ModelFormatException"/>. Thread-safe.</summary>
/// <param name="handle">Opened for reading; closed by <see cref="Dispose"/>.</param>
public sealed class FileByteSource(SafeFileHandle handle) : IByteSource, IDisposable
{
    /// <summary>The length when the file was opened.</summary>
    public long Length { get; } = RandomAccess.GetLength(handle);

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || destination.Length > Length - offset) throw new ModelFormatException(offset, $"{destination.Length} bytes are expected, the file has {Math.Max(0, Length - offset)} from here on");
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(handle, destination, offset);
            if (read == 0) throw new ModelFormatException(offset, "the file has become shorter since it was opened");
            destination = destination[read..];
            offset += read;
        }
    }

    public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public void Dispose() => handle.Dispose();
}
