using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.Images;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Sounds;

namespace OptRecipe.Data.Examples;

/// <summary>A <c>tf.train.Example</c> (protocol buffer): named features of bytes, float32 or int64.</summary>
public sealed class ExampleMessage
{
    private readonly Dictionary<string, byte[]> _features = new(StringComparer.Ordinal);

    /// <exception cref="DataFormatException">The bytes are no such message.</exception>
    public ExampleMessage(ReadOnlySpan<byte> bytes)
    {
        foreach (var (field, features) in Fields(bytes))
        {
            if (field != 1) continue;
            foreach (var (entryField, entry) in Fields(features))
            {
                if (entryField != 1) continue;
                var (name, feature) = ("", Array.Empty<byte>());
                foreach (var (part, value) in Fields(entry))
                    if (part == 1) name = Encoding.UTF8.GetString(value);
                    else if (part == 2) feature = value;
                _features[name] = feature;
            }
        }
    }

    public IEnumerable<string> Names => _features.Keys.Order(StringComparer.Ordinal);

    /// <summary>The feature's values: pictures and sounds decoded, other bytes as a row of UINT8, one number without a dimension.</summary>
    /// <exception cref="DataFormatException">There is no such feature, or it cannot be decoded.</exception>
    public NumPyArray Read(string name)
    {
        if (!_features.TryGetValue(name, out var feature)) throw new DataFormatException($"the example has no feature `{name}`");
        foreach (var (kind, list) in Fields(feature))
            switch (kind)
            {
                case 1: return OfBytes(name, [.. Fields(list).Where(value => value.Field == 1).Select(value => value.Value)]);
                case 2: return Row(new('f', 4), Numbers(list, 4));
                case 3: return Row(new('i', 8), Numbers(list, 8));
            }
        throw new DataFormatException($"feature `{name}` is empty");
    }

    /// <summary>The text of a feature of bytes; null for numbers.</summary>
    public string? Text(string name)
    {
        if (!_features.TryGetValue(name, out var feature)) return null;
        foreach (var (kind, list) in Fields(feature))
            if (kind == 1) foreach (var (field, value) in Fields(list)) if (field == 1) return Encoding.UTF8.GetString(value);
        return null;
    }

    private static NumPyArray OfBytes(string name, byte[][] values)
    {
        if (values is not [var bytes]) throw new DataFormatException($"feature `{name}` holds {values.Length} byte strings; one is read");
        if (ImageFile.IsImage(bytes)) return ImageFile.Read(bytes);
        return bytes.AsSpan().StartsWith("RIFF"u8) ? WavFile.Read(bytes) : new(new('u', 1), [bytes.Length], bytes);
    }

    private static NumPyArray Row(NumPyType type, byte[] bytes) => new(type, bytes.Length == type.Width ? [] : [bytes.Length / type.Width], bytes);

    /// <summary>Values one by one or packed, as little-endian numbers.</summary>
    private static byte[] Numbers(byte[] list, int width)
    {
        using var result = new MemoryStream();
        var reader = new BytesReader(list);
        while (reader.Left > 0)
        {
            var tag = Varint(ref reader);
            if (tag >> 3 != 1)
            {
                Value(ref reader, (int)(tag & 7));
                continue;
            }
            if ((tag & 7) == 5 && width == 4) result.Write(reader.Take(4));
            else if ((tag & 7) == 0 && width == 8) Write(Varint(ref reader));
            else if ((tag & 7) == 2)
            {
                var packed = new BytesReader(reader.Take(Size(ref reader)));
                if (width == 4) result.Write(packed.Take(packed.Left / 4 * 4));
                else while (packed.Left > 0) Write(Varint(ref packed));
            }
            else throw new DataFormatException("a feature holds values of another type than it says");
        }
        return result.ToArray();

        void Write(ulong value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            result.Write(bytes);
        }
    }

    /// <summary>All fields with a length; others are left out.</summary>
    private static List<(ulong Field, byte[] Value)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(ulong, byte[])>();
        var reader = new BytesReader(message);
        while (reader.Left > 0)
        {
            var tag = Varint(ref reader);
            if ((tag & 7) == 2) fields.Add((tag >> 3, reader.Take(Size(ref reader)).ToArray()));
            else Value(ref reader, (int)(tag & 7));
        }
        return fields;
    }

    private static void Value(ref BytesReader reader, int wire)
    {
        switch (wire)
        {
            case 0: Varint(ref reader); break;
            case 1: reader.Skip(8); break;
            case 2: reader.Skip(Size(ref reader)); break;
            case 5: reader.Skip(4); break;
            default: throw new DataFormatException("a record is no tf.train.Example");
        }
    }

    private static int Size(ref BytesReader reader) => Varint(ref reader) is <= int.MaxValue and var size ? (int)size : throw new DataFormatException("a record is no tf.train.Example");

    private static ulong Varint(ref BytesReader reader)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = reader.Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new DataFormatException("a record is no tf.train.Example");
    }
}
