using System.Buffers.Binary;

namespace OptRecipe.FlatBuffers;

/// <summary>A finished FlatBuffer: its structure as bytes, its blobs as places to be filled.</summary>
public sealed class FlatLayout
{
    private readonly byte[] _structure;
    private readonly FlatBufferWriter.Blob[] _blobs;
    private readonly long[] _positions;
    private readonly long[] _blobPositions;

    internal FlatLayout(byte[] structure, FlatBufferWriter.Blob[] blobs, long[] positions, long[] blobPositions, long length)
    {
        _structure = structure;
        _blobs = blobs;
        _positions = positions;
        _blobPositions = blobPositions;
        Length = length;
    }

    /// <summary>Bytes of the whole FlatBuffer.</summary>
    public long Length { get; }

    /// <summary>Where an object starts.</summary>
    public long Position(FlatHandle handle) => handle.Value >= 0 ? _positions[handle.Value] : _blobPositions[~handle.Value];

    /// <summary>Where the first byte of a blob stands.</summary>
    public long ContentPosition(FlatHandle blob) => _blobPositions[~blob.Value] + (_blobs[~blob.Value].HasCount ? 4 : 0);

    /// <summary>Overwrites the 8-byte field <paramref name="index"/> of a table, which must have been written.</summary>
    public void SetUInt64(FlatHandle table, int index, ulong value)
    {
        var position = (int)Position(table);
        var vtable = position - BinaryPrimitives.ReadInt32LittleEndian(_structure.AsSpan(position));
        var slot = BinaryPrimitives.ReadUInt16LittleEndian(_structure.AsSpan(vtable + 4 + 2 * index));
        if (slot == 0) throw new ArgumentException($"the table has no field {index}", nameof(index));
        BinaryPrimitives.WriteUInt64LittleEndian(_structure.AsSpan(position + slot), value);
    }

    /// <summary>Writes the whole FlatBuffer; <paramref name="fill"/> writes the content of each blob, in the order of their creation, exactly its length.</summary>
    public void Write(Stream stream, Action<FlatHandle, Stream> fill)
    {
        stream.Write(_structure);
        long position = _structure.Length;
        Span<byte> small = stackalloc byte[16];
        for (var index = 0; index < _blobs.Length; index++)
        {
            small.Clear();
            stream.Write(small[..(int)(_blobPositions[index] - position)]);
            if (_blobs[index].HasCount)
            {
                BinaryPrimitives.WriteInt32LittleEndian(small, (int)_blobs[index].Length);
                stream.Write(small[..4]);
            }
            fill(new FlatHandle(~index), stream);
            position = ContentPosition(new FlatHandle(~index)) + _blobs[index].Length;
        }
    }
}
