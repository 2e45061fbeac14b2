using Microsoft.Win32.SafeHandles;
using OptRecipe.TFLite;

namespace OptRecipe.Disk;

/// <summary>A file read by range and never mapped: a mapped file that is cut short ends the process, a read one is a <see cref="ModelFormatException"/>.</summary>
public sealed class HandleByteSource : IByteSource, IDisposable
{
    private readonly SafeFileHandle _handle;

    public HandleByteSource(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_handle);
    }

    public long Length { get; }

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0) throw new ModelFormatException(offset, "an offset is negative");
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(_handle, destination, offset);
            if (count == 0) throw new ModelFormatException(offset, "the file ends before this offset");
            offset += count;
            destination = destination[count..];
        }
    }

    public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public void Dispose() => _handle.Dispose();
}
