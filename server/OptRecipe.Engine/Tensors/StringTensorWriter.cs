using System.Buffers.Binary;

namespace OptRecipe.Engine.Tensors;

/// <summary>Writes the serialized form of a string tensor, string after string, into room of <see cref="StringTensor.HeaderByteCount"/> and the strings' bytes together.</summary>
public ref struct StringTensorWriter
{
    private readonly Span<byte> _bytes;
    private int _index, _offset;

    public StringTensorWriter(Span<byte> bytes, int count)
    {
        _bytes = bytes;
        _offset = (int)StringTensor.HeaderByteCount(count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        WriteOffset();
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes[_offset..]);
        _offset += text.Length;
        WriteOffset();
    }

    private void WriteOffset() => BinaryPrimitives.WriteInt32LittleEndian(_bytes[(4 * ++_index)..], _offset);
}
