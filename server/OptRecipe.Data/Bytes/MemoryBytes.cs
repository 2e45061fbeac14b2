namespace OptRecipe.Data.Bytes;

/// <summary>Bytes that are in memory already.</summary>
public sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : IRandomBytes
{
    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > bytes.Length - destination.Length) throw new DataFormatException($"it ends at byte {bytes.Length}, before what is read at byte {offset}");
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
    }

    public void Dispose()
    {
    }
}
