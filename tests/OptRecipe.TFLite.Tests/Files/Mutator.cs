using System.Buffers.Binary;

namespace OptRecipe.TFLite.Tests.Files;

/// <summary>Damages files as bad disks, bad tools and bad people do; the same seed damages in the same way.</summary>
internal sealed class Mutator(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] original)
    {
        var bytes = (byte[])original.Clone();
        for (var count = _random.Next(1, 4); count > 0 && bytes.Length > 8; count--) bytes = Damage(bytes);
        return bytes;
    }

    private byte[] Damage(byte[] bytes)
    {
        var word = At(bytes);
        switch (_random.Next(11))
        {
            case 0: bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8)); break;
            case 1: return bytes[.._random.Next(bytes.Length)];
            case 2: (bytes[word], bytes[word + 1], bytes[word + 2], bytes[word + 3]) = Word(bytes, At(bytes)); break;
            case 3: Write(bytes, word, (uint[])[uint.MaxValue, int.MaxValue, 0x80000000, 0, 1, (uint)bytes.Length, (uint)bytes.Length / 4, 65535]); break;
            case 4: Write(bytes, word, (uint)(bytes.Length - word)); break; // an offset to the end
            case 5: Write(bytes, word, (uint)(At(bytes) - word)); break; // an offset, or a vtable distance, to anywhere: backwards ones make cycles
            case 6: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(word), (ushort)_random.Next(1 << _random.Next(1, 17))); break;
            case 7: bytes.AsSpan(word, Math.Min(bytes.Length - word, _random.Next(1, 64))).Fill((byte)_random.Next(256)); break;
            case 8: bytes.AsSpan(At(bytes), 4).CopyTo(bytes.AsSpan(word)); break;
            case 9: return [.. bytes, .. bytes.AsSpan(0, _random.Next(Math.Min(bytes.Length, 4096)))];
            default: _random.NextBytes(bytes.AsSpan(word, 4)); break;
        }
        return bytes;
    }

    /// <summary>A place that is aligned to 4, nearer to the start than to the end, where structure stands.</summary>
    private int At(byte[] bytes)
    {
        var limit = _random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 4096);
        return _random.Next(Math.Max(1, (limit - 4) / 4)) * 4;
    }

    private void Write(byte[] bytes, int at, params uint[] values) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), values[_random.Next(values.Length)]);
    private static (byte, byte, byte, byte) Word(byte[] bytes, int at) => (bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}
