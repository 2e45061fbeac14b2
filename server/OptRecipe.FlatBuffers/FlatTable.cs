namespace OptRecipe.FlatBuffers;

/// <summary>A table of a FlatBuffer. Fields are named by index (vtable slot = 4 + 2 × index); an absent one gives the default that is asked with.</summary>
public readonly struct FlatTable
{
    private readonly FlatBufferReader _reader;
    private readonly long _vtable;
    private readonly int _vtableLength;

    private FlatTable(FlatBufferReader reader, long position, long vtable, int vtableLength, int length)
    {
        _reader = reader;
        Position = position;
        Length = length;
        _vtable = vtable;
        _vtableLength = vtableLength;
    }

    public FlatBufferReader Reader => _reader;
    public long Position { get; }
    /// <summary>Inline bytes, the vtable offset included.</summary>
    public int Length { get; }
    /// <summary>How many fields the table's vtable has room for.</summary>
    public int FieldCount => (_vtableLength - 4) / 2;

    public static FlatTable At(FlatBufferReader reader, long position)
    {
        var vtable = position - reader.Int32(position);
        if (vtable < 0 || vtable > reader.Length - 4) Throw.BadVTable(position, $"stands at {vtable}, outside the file of {reader.Length} bytes");
        int vtableLength = reader.UInt16(vtable), length = reader.UInt16(vtable + 2);
        if (vtableLength < 4 || (vtableLength & 1) != 0 || vtableLength > reader.Length - vtable) Throw.BadVTable(position, $"has the impossible length {vtableLength}");
        if (length < 4 || length > reader.Length - position) Throw.BadVTable(position, $"gives the table the impossible length {length}");
        reader.Visit(vtable, vtable + vtableLength);
        reader.Visit(position, position + length);
        return new(reader, position, vtable, vtableLength, length);
    }

    /// <summary>Where a field stands in the file, 0 when the table does not hold it.</summary>
    public long FieldPosition(int index)
    {
        if (4 + 2 * index >= _vtableLength) return 0;
        var slot = _reader.UInt16(_vtable + 4 + 2 * index);
        return slot == 0 ? 0 : Position + slot;
    }

    public bool Has(int index) => FieldPosition(index) != 0;
    public bool Bool(int index, bool otherwise = false) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.Byte(at) != 0;
    public byte Byte(int index, byte otherwise = 0) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.Byte(at);
    public int Int32(int index, int otherwise = 0) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.Int32(at);
    public uint UInt32(int index, uint otherwise = 0) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.UInt32(at);
    public long Int64(int index, long otherwise = 0) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.Int64(at);
    public float Single(int index, float otherwise = 0) => FieldPosition(index) is var at && at == 0 ? otherwise : _reader.Single(at);
    public FlatTable? Table(int index) => FieldPosition(index) is var at && at == 0 ? null : At(_reader, _reader.Follow(at));
    /// <summary>The bytes of a string or vector; see <see cref="FlatVector"/>. Null when absent.</summary>
    public FlatVector? Vector(int index, int elementSize) => FieldPosition(index) is var at && at == 0 ? null : FlatVector.At(_reader, _reader.Follow(at), elementSize);
    public string? String(int index)
    {
        var at = FieldPosition(index);
        return at == 0 ? null : FlatString.Read(_reader, _reader.Follow(at));
    }

    /// <summary>The fields from an index on with their bytes: all that stands between a field's start and the next field or the table's end, so perhaps padding too.</summary>
    public List<(int Index, long Position, byte[] Inline)> FieldsFrom(int first)
    {
        var fields = new List<(int, long, byte[])>();
        // A vtable may be shared, so that walking it for each table has to count.
        _reader.Charge(2L * Math.Max(0, FieldCount - first), Position);
        var starts = new List<long>();
        for (var index = first; index < FieldCount; index++)
            if (FieldPosition(index) is > 0 and var start) starts.Add(start);
        if (starts.Count == 0) return fields;
        _reader.Charge(96L * starts.Count + 64L * Math.Min(first, FieldCount), Position);
        for (var index = 0; index < Math.Min(first, FieldCount); index++)
            if (FieldPosition(index) is > 0 and var start) starts.Add(start);
        starts.Sort();
        for (var index = first; index < FieldCount; index++)
        {
            if (FieldPosition(index) is not (> 0 and var at)) continue;
            var next = starts.BinarySearch(at + 1);
            var end = Math.Max(Position + Length, at + 1);
            if (next < 0) next = ~next;
            if (next < starts.Count) end = Math.Min(end, starts[next]);
            _reader.Check(at, end - at);
            _reader.Charge(end - at + 24, at);
            var bytes = new byte[end - at];
            _reader.Copy(at, bytes);
            fields.Add((index, at, bytes));
        }
        return fields;
    }
}
