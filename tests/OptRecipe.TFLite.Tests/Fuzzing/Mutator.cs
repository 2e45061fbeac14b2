using System.Buffers.Binary;

namespace OptRecipe.TFLite.Tests.Fuzzing;

/// <summary>Ways in which bad disks, bad tools and bad people damage a file.</summary>
internal enum Damage
{
    BitFlip, Truncation, Extension, OffsetSwap, OffsetToAnywhere, OffsetBackwards, OverlappingOffset, OffsetToTheEnd, LengthBomb, HugeVector, DeepNesting, VTable, Fill, Copy, Noise,
}

/// <summary>Damages files; the same seed damages in the same way.</summary>
internal sealed class Mutator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>How often each damage has been done, by its number.</summary>
    public int[] Counts { get; } = new int[Enum.GetValues<Damage>().Length];

    public byte[] Mutate(byte[] original)
    {
        var bytes = (byte[])original.Clone();
        for (var count = _random.Next(1, 4); count > 0 && bytes.Length > 8; count--) bytes = Apply((Damage)_random.Next(Counts.Length), bytes);
        return bytes;
    }

    /// <summary>One damage; may return the array it was given.</summary>
    public byte[] Apply(Damage damage, byte[] bytes)
    {
        Counts[(int)damage]++;
        var at = Word(bytes);
        switch (damage)
        {
            case Damage.BitFlip:
                for (var count = _random.Next(1, 9); count > 0; count--) bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
                break;
            case Damage.Truncation: return bytes[.._random.Next(bytes.Length)];
            case Damage.Extension: return [.. bytes, .. bytes.AsSpan(0, _random.Next(Math.Min(bytes.Length, 4096)))];
            case Damage.OffsetSwap: Swap(bytes, Offset(bytes), Offset(bytes)); break;
            case Damage.OffsetToAnywhere: Write(bytes, Offset(bytes), (uint)_random.Next(bytes.Length)); break;
            // Offsets are unsigned: a reader that wraps around goes back and may do so for ever.
            case Damage.OffsetBackwards:
                var from = Offset(bytes);
                Write(bytes, from, (uint)(_random.Next(from + 1) - from));
                break;
            // Two offsets to one object, or to the middle of one.
            case Damage.OverlappingOffset:
                var (one, other) = (Offset(bytes), Offset(bytes));
                Write(bytes, one, (uint)(other + Read(bytes, other) - one + 4 * _random.Next(3)));
                break;
            case Damage.OffsetToTheEnd: Write(bytes, Offset(bytes), (uint)(bytes.Length - at - _random.Next(8))); break;
            case Damage.LengthBomb: Write(bytes, Vector(bytes), (uint[])[uint.MaxValue, int.MaxValue, 0x80000000, 0x40000000, 0x3FFFFFFF, 0x20000001]); break;
            // As many elements as the file has room for, so that the length is right and the content is not.
            case Damage.HugeVector:
                var vector = Vector(bytes);
                Write(bytes, vector, (uint)((bytes.Length - vector - 4) / (1 << _random.Next(4))));
                break;
            // Every word leads to the next one, as far down as a reader follows.
            case Damage.DeepNesting:
                for (var count = _random.Next(16, 2048); count > 0 && at + 4 <= bytes.Length; count--, at += 4) Write(bytes, at, 4);
                break;
            case Damage.VTable: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)_random.Next(1 << _random.Next(1, 17))); break;
            case Damage.Fill: bytes.AsSpan(at, Math.Min(bytes.Length - at, _random.Next(1, 64))).Fill((byte)_random.Next(256)); break;
            case Damage.Copy: bytes.AsSpan(Word(bytes), 4).CopyTo(bytes.AsSpan(at)); break;
            default: _random.NextBytes(bytes.AsSpan(at, 4)); break;
        }
        return bytes;
    }

    /// <summary>A place that is aligned to 4, nearer to the start than to the end, where structure stands.</summary>
    private int Word(byte[] bytes)
    {
        var limit = _random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 4096);
        return _random.Next(Math.Max(1, (limit - 4) / 4)) * 4;
    }

    /// <summary>A word that may be an offset: what it holds leads to another word of the file. Any word when none is found soon.</summary>
    private int Offset(byte[] bytes)
    {
        for (var tries = 0; tries < 64; tries++)
            if (Word(bytes) is var at && Read(bytes, at) is >= 4 and var offset && offset % 4 == 0 && offset <= bytes.Length - 4 - at) return at;
        return Word(bytes);
    }

    /// <summary>Where an offset leads: the length of a vector or string, or a table.</summary>
    private int Vector(byte[] bytes)
    {
        var at = Offset(bytes);
        var target = at + Read(bytes, at);
        return target <= bytes.Length - 4 ? (int)target : at;
    }

    private static void Swap(byte[] bytes, int left, int right)
    {
        var (a, b) = (Read(bytes, left), Read(bytes, right));
        Write(bytes, left, b);
        Write(bytes, right, a);
    }

    private static uint Read(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    private static void Write(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
    private void Write(byte[] bytes, int at, uint[] values) => Write(bytes, at, values[_random.Next(values.Length)]);
}
