using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OptRecipe.Testing;

/// <summary>Writes TFRecord files of <c>tf.train.Example</c> for tests, by the protocol buffer's and the record's rules alone.</summary>
public static class ExampleWriter
{
    public static byte[] Bytes(params byte[][] values) => Field(1, [.. values.SelectMany(value => Field(1, value))]);
    public static byte[] Floats(params float[] values) => Field(2, Field(1, MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
    public static byte[] Ints(params long[] values) => Field(3, Field(1, [.. values.SelectMany(value => Varint((ulong)value))]));

    /// <summary>A file with one example.</summary>
    public static byte[] File(params (string Name, byte[] Feature)[] features) => Record(Message(features));

    public static byte[] Message(params (string Name, byte[] Feature)[] features) =>
        Field(1, [.. features.SelectMany(feature => Field(1, [.. Field(1, Encoding.UTF8.GetBytes(feature.Name)), .. Field(2, feature.Feature)]))]);

    public static byte[] Record(byte[] data)
    {
        var length = BitConverter.GetBytes((ulong)data.Length);
        return [.. length, .. Masked(length), .. data, .. Masked(data)];
    }

    private static byte[] Masked(byte[] data)
    {
        // Bit by bit, so that this shares no table with what it tests.
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0x82F63B78 ^ crc >> 1 : crc >> 1;
        }
        crc = ~crc;
        var result = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(result, unchecked((crc >> 15 | crc << 17) + 0xA282EAD8));
        return result;
    }

    private static byte[] Field(int number, byte[] value) => [.. Varint((ulong)(number << 3 | 2)), .. Varint((ulong)value.Length), .. value];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
