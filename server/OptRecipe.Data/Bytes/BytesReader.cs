using System.Buffers.Binary;

namespace OptRecipe.Data.Bytes;

/// <summary>Reads numbers from bytes front to back; past the end is an error of the file.</summary>
internal ref struct BytesReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }
    public readonly int Left => _bytes.Length - Position;

    /// <exception cref="DataFormatException">Fewer bytes are left.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left) throw new DataFormatException($"the data end early: {count} bytes are needed at byte {Position}, {Left} are left");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public void Skip(int count) => Take(count);
    public byte Byte() => Take(1)[0];
    public ushort BigEndian16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));
    public uint BigEndian32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));
    public ushort LittleEndian16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
    public uint LittleEndian32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
}
