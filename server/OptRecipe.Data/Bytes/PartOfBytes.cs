namespace OptRecipe.Data.Bytes;

/// <summary>A range of other bytes, which it does not dispose.</summary>
internal sealed class PartOfBytes(IRandomBytes bytes, long start, long length) : IRandomBytes
{
    public long Length => length;

    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > length - destination.Length) throw new DataFormatException($"it ends at byte {length}, before what is read at byte {offset}");
        bytes.Read(start + offset, destination);
    }

    public void Dispose()
    {
    }
}
