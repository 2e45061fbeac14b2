using System.Buffers.Binary;
using System.Text;

namespace OptRecipe.FlatBuffers;

/// <summary>A value of a FlexBuffer (FlatBuffers without a schema: options of custom operators). Every offset and length is checked: reading a damaged buffer throws
/// <see cref="FlatBufferException"/>, nothing else. Values of another kind than is asked for read as the format's own library reads them: numbers convert, the rest is 0, empty, absent.</summary>
public readonly struct FlexValue
{
    // Kinds, as the upper six bits of a type byte have them; the lower two are the logarithm of the width in bytes.
    private const int Null = 0, Int = 1, UInt = 2, Float = 3, Key = 4, String = 5, IndirectInt = 6, IndirectUInt = 7, IndirectFloat = 8, Map = 9, Vector = 10;
    private const int FirstTypedVector = 11, LastTypedVector = 15, FirstTuple = 16, LastTuple = 24, Bool = 26, BoolVector = 36;

    private readonly ReadOnlyMemory<byte> _bytes;
    // Where the value stands, how wide it is there, and the type byte.
    private readonly int _at, _width, _type;

    private FlexValue(ReadOnlyMemory<byte> bytes, int at, int width, int type) => (_bytes, _at, _width, _type) = (bytes, at, width, type);

    /// <summary>The root: the last byte is its width, the byte before its type.</summary>
    public static FlexValue Root(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 3) Throw.OutOfFile(0, 3, bytes.Length);
        var width = Width(bytes.Span[^1], bytes.Length - 1);
        if (width > bytes.Length - 2) Throw.OutOfFile(0, width + 2, bytes.Length);
        return new(bytes, bytes.Length - 2 - width, width, bytes.Span[^2]);
    }

    private int Kind => _type >> 2;
    private int ChildWidth => 1 << (_type & 3);

    public bool IsNull => Kind == Null;

    /// <summary>The value of a map's key; null where it has none, or where this is no map.</summary>
    public FlexValue this[string key]
    {
        get
        {
            if (Kind != Map) return default;
            var (start, count) = Elements();
            var wanted = Encoding.UTF8.GetBytes(key);
            var (keys, keyWidth) = (Follow(start - 3 * ChildWidth, ChildWidth), Width(Unsigned(start - 2 * ChildWidth, ChildWidth), start - 2 * ChildWidth));
            for (var index = 0; index < count; index++)
                if (TextAt(Follow(keys + index * keyWidth, keyWidth)).SequenceEqual(wanted)) return Element(start, count, index);
            return default;
        }
    }

    /// <summary>Elements of a vector or map.</summary>
    public int Count => HasElements ? Elements().Count : 0;

    public FlexValue this[int index]
    {
        get
        {
            var (start, count) = HasElements ? Elements() : default;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
            return Element(start, count, index);
        }
    }

    /// <summary>The whole number, saturated; of a fraction what stands before the point.</summary>
    public int Int32 => Kind is UInt or IndirectUInt or Bool ? (int)Math.Min(Unsigned(Place, PlaceWidth), int.MaxValue)
        : Kind is Int or IndirectInt ? (int)Math.Clamp(Signed(Place, PlaceWidth), int.MinValue, int.MaxValue) : (int)Real;

    public float Single => (float)(Kind is Float or IndirectFloat ? Real : Int32);
    public bool IsTrue => Kind is Float or IndirectFloat ? Real != 0 : Int32 != 0;

    /// <summary>The text of a string or key, empty for another kind.</summary>
    public string Text
    {
        get
        {
            if (Kind == Key) return Encoding.UTF8.GetString(TextAt(Follow(_at, _width)));
            if (Kind != String) return "";
            var (start, length) = Sized(1);
            return Encoding.UTF8.GetString(Range(start, length));
        }
    }

    private bool HasElements => Kind is Map or Vector or >= FirstTypedVector and <= LastTuple or BoolVector;
    private bool IsIndirect => Kind is IndirectInt or IndirectUInt or IndirectFloat;
    private int Place => IsIndirect ? Follow(_at, _width) : _at;
    private int PlaceWidth => IsIndirect ? ChildWidth : _width;

    private double Real => Kind is not (Float or IndirectFloat) ? 0 : PlaceWidth switch
    {
        2 => (double)BinaryPrimitives.ReadHalfLittleEndian(Range(Place, 2)),
        4 => BinaryPrimitives.ReadSingleLittleEndian(Range(Place, 4)),
        8 => BinaryPrimitives.ReadDoubleLittleEndian(Range(Place, 8)),
        _ => 0,
    };

    /// <summary>Where the elements start; those of kinds that say their number themselves are counted by the kind: pairs, triples and quadruples of three types each.</summary>
    private (int Start, int Count) Elements() => Kind is >= FirstTuple and <= LastTuple ? (Follow(_at, _width), 2 + (Kind - FirstTuple) / 3) : Sized(ChildWidth);

    private (int Start, int Count) Sized(int elementSize)
    {
        var start = Follow(_at, _width);
        var count = Unsigned(start - ChildWidth, ChildWidth);
        if (count > (ulong)((_bytes.Length - start) / elementSize)) Throw.VectorTooLong(start, (long)Math.Min(count, long.MaxValue), elementSize, _bytes.Length);
        return (start, (int)count);
    }

    private FlexValue Element(int start, int count, int index)
    {
        var at = start + index * ChildWidth;
        return Kind switch
        {
            Map or Vector => new(_bytes, at, ChildWidth, Range(start + count * ChildWidth + index, 1)[0]),
            BoolVector => new(_bytes, at, ChildWidth, Bool << 2),
            >= FirstTuple and <= LastTuple => new(_bytes, at, ChildWidth, (Int + (Kind - FirstTuple) % 3) << 2),
            // Elements of a typed vector have no type bytes: what they lead to counts in single bytes.
            _ => new(_bytes, at, ChildWidth, (Int + Kind - FirstTypedVector) << 2),
        };
    }

    private int Follow(int at, int width)
    {
        var offset = Unsigned(at, width);
        if (offset > (ulong)at) Throw.OffsetOutOfRange(at, (long)Math.Min(offset, long.MaxValue), _bytes.Length);
        return at - (int)offset;
    }

    private ReadOnlySpan<byte> TextAt(int at)
    {
        var rest = Range(at, _bytes.Length - at);
        var length = rest.IndexOf((byte)0);
        if (length < 0) Throw.OutOfFile(at, rest.Length + 1, _bytes.Length);
        return rest[..length];
    }

    private ulong Unsigned(int at, int width)
    {
        var bytes = Range(at, width);
        return width switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }

    private long Signed(int at, int width) => (long)(Unsigned(at, width) << (64 - 8 * width)) >> (64 - 8 * width);

    private ReadOnlySpan<byte> Range(int at, int length)
    {
        if (at < 0 || length > _bytes.Length - at) Throw.OutOfFile(at, length, _bytes.Length);
        return _bytes.Span.Slice(at, length);
    }

    private static int Width(ulong value, int at)
    {
        if (value is not (1 or 2 or 4 or 8)) throw new FlatBufferException(at, $"a width of {value} bytes is announced");
        return (int)value;
    }
}
