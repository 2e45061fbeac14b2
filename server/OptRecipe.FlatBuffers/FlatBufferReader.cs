using System.Buffers.Binary;

namespace OptRecipe.FlatBuffers;

/// <summary>Reads a range of the file; fills the whole destination or throws.</summary>
public delegate void ReadBytes(long offset, Span<byte> destination);

/// <summary>Random access to a FlatBuffer by range: reads small pages where something is asked for, never the rest. Every offset and length is checked. Not thread-safe.</summary>
/// <remarks>Nothing here recurses: depth is the caller's schema. What a caller builds from the file is charged (<see cref="Charge"/>), so that a small file whose
/// offsets overlap cannot unfold into a large structure.</remarks>
public sealed class FlatBufferReader
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;
    private const int PageCount = 64;

    private readonly ReadBytes? _read;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly Page[] _pages = [];
    private readonly byte[] _seam = new byte[8];
    private long _charged;

    /// <param name="length">Bytes of the file.</param>
    /// <param name="read">Called for ranges inside the file only.</param>
    public FlatBufferReader(long length, ReadBytes read)
    {
        Length = length;
        _read = read;
        _pages = new Page[PageCount];
        ChargeLimit = 4 * length + (1 << 20);
    }

    public FlatBufferReader(ReadOnlyMemory<byte> memory)
    {
        Length = memory.Length;
        _memory = memory;
        ChargeLimit = 4 * Length + (1 << 20);
    }

    private struct Page
    {
        public byte[]? Bytes;
        /// <summary>Number of the page in the file plus one; 0 for none.</summary>
        public long Number;
    }

    public long Length { get; }
    /// <summary>One past the furthest byte that belongs to an object read so far.</summary>
    public long End { get; private set; }
    /// <summary>The most managed bytes that reading may build.</summary>
    public long ChargeLimit { get; init; }
    /// <summary>Whether the caller has met something whose extent it does not know (<see cref="MeetUnknown"/>): objects may then stand behind <see cref="End"/>.</summary>
    public bool HasMetUnknown { get; private set; }
    /// <summary>Takes the range of every object that is read, when somebody wants to know which bytes belong to something.</summary>
    public Action<long, long>? Visited { get; init; }

    /// <summary>Counts bytes that the caller is about to build from the file; throws when they are out of proportion to it.</summary>
    public void Charge(long bytes, long at)
    {
        _charged += bytes;
        if (_charged > ChargeLimit) Throw.TooMuch(at, ChargeLimit);
    }

    public void MeetUnknown() => HasMetUnknown = true;

    /// <summary>The four bytes behind the root offset.</summary>
    public uint Identifier() => UInt32(4);

    public FlatTable Root()
    {
        Visit(0, 8);
        return FlatTable.At(this, Follow(0));
    }

    public byte Byte(long at) => Window(at, 1)[0];
    public short Int16(long at) => BinaryPrimitives.ReadInt16LittleEndian(Window(at, 2));
    public ushort UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Window(at, 2));
    public int Int32(long at) => BinaryPrimitives.ReadInt32LittleEndian(Window(at, 4));
    public uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Window(at, 4));
    public long Int64(long at) => BinaryPrimitives.ReadInt64LittleEndian(Window(at, 8));
    public float Single(long at) => BinaryPrimitives.ReadSingleLittleEndian(Window(at, 4));

    /// <summary>Where the unsigned 32-bit offset at <paramref name="at"/> leads.</summary>
    public long Follow(long at)
    {
        var offset = UInt32(at);
        var target = at + offset;
        if (offset == 0 || target > Length - 4) Throw.OffsetOutOfRange(at, offset, Length);
        return target;
    }

    /// <summary>Copies bytes of the file, past the pages when they are many.</summary>
    public void Copy(long at, Span<byte> destination)
    {
        Check(at, destination.Length);
        if (_read is null)
        {
            _memory.Span.Slice((int)at, destination.Length).CopyTo(destination);
            return;
        }
        if (destination.Length >= PageSize)
        {
            _read(at, destination);
            return;
        }
        while (destination.Length > 0)
        {
            var part = Math.Min(destination.Length, PageSize - (int)(at & (PageSize - 1)));
            PageOf(at).AsSpan((int)(at & (PageSize - 1)), part).CopyTo(destination);
            destination = destination[part..];
            at += part;
        }
    }

    internal void Visit(long from, long to)
    {
        if (to > End) End = to;
        Visited?.Invoke(from, to);
    }

    internal void Check(long at, long size)
    {
        if (at < 0 || size > Length - at) Throw.OutOfFile(at, size, Length);
    }

    private ReadOnlySpan<byte> Window(long at, int size)
    {
        Check(at, size);
        if (_read is null) return _memory.Span.Slice((int)at, size);
        var within = (int)(at & (PageSize - 1));
        if (within + size <= PageSize) return PageOf(at).AsSpan(within, size);
        Copy(at, _seam.AsSpan(0, size));
        return _seam.AsSpan(0, size);
    }

    private byte[] PageOf(long at)
    {
        var number = at >> PageBits;
        ref var page = ref _pages[number & (PageCount - 1)];
        if (page.Number == number + 1 && page.Bytes is { } bytes) return bytes;
        bytes = page.Bytes ??= new byte[PageSize];
        page.Number = 0;
        _read?.Invoke(number << PageBits, bytes.AsSpan(0, (int)Math.Min(PageSize, Length - (number << PageBits))));
        page.Number = number + 1;
        return bytes;
    }
}
