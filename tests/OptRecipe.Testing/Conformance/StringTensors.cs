using System.Buffers.Binary;
using System.Text;

namespace OptRecipe.Testing.Conformance;

/// <summary>NumPy's fixed-width Unicode arrays as the serialized form of a string tensor: count, offsets (one more than strings), bytes; all int32 little-endian.</summary>
public static class StringTensors
{
    public static byte[] Serialize(NumPyArray array)
    {
        var width = int.Parse(array.Kind[1..]) * 4;
        var texts = new List<byte[]>();
        for (var index = 0; index < array.Count; index++) texts.Add(Encoding.UTF8.GetBytes(Encoding.UTF32.GetString(array.Bytes, index * width, width).TrimEnd('\0')));
        var offset = 4 * (texts.Count + 2);
        var bytes = new byte[offset + texts.Sum(text => text.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, texts.Count);
        for (var index = 0; index <= texts.Count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + 4 * index), offset);
            if (index == texts.Count) break;
            texts[index].CopyTo(bytes, offset);
            offset += texts[index].Length;
        }
        return bytes;
    }
}
