using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OptRecipe.FlatBuffers;

/// <summary>Builds a FlatBuffer: children first, then their parents, the root last. Handles name objects; bytes get their places in <see cref="Finish"/>.</summary>
/// <remarks>Layout: root offset and identifier, the vtables (each once), all tables, vectors and strings from the last created to the first, so that every offset
/// leads forward, and behind them the blobs in the order of their creation. Blobs are never held: only their lengths are known here.
/// Equal calls give equal bytes. Not thread-safe.</remarks>
public sealed class FlatBufferWriter
{
    private readonly List<Item> _items = [];
    private readonly List<Blob> _blobs = [];
    private readonly List<Fixup> _fixups = [];
    private readonly List<byte[]> _vtables = [];
    private readonly Dictionary<string, int> _vtableIndices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlatHandle> _shared = new(StringComparer.Ordinal);
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <param name="Phase">The object starts where (position + phase) is a multiple of the alignment.</param>
    internal readonly record struct Item(int Start, int Length, int Alignment, int Phase, int VTable);
    internal readonly record struct Blob(long Length, int Alignment, int Phase, bool HasCount);
    internal readonly record struct Fixup(int Item, int Offset, FlatHandle Target, long Addend);

    public FlatHandle String(string text)
    {
        var key = "s" + text;
        if (_shared.TryGetValue(key, out var handle)) return handle;
        var bytes = FlatString.Encode(text);
        var start = Reserve(4 + bytes.Length + 1);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), bytes.Length);
        bytes.CopyTo(_bytes, start + 4);
        return _shared[key] = Add(start, 4, 0, -1);
    }

    /// <summary>A vector of numbers, for 8-byte ones aligned to 8.</summary>
    /// <param name="shared">Equal vectors that may be one object: for what many tables repeat, such as shapes.</param>
    public FlatHandle Vector<T>(ReadOnlySpan<T> values, bool shared = false) where T : unmanaged
    {
        var content = MemoryMarshal.AsBytes(values);
        var size = values.Length == 0 ? Math.Min(8, Marshal.SizeOf<T>()) : content.Length / values.Length;
        var key = shared ? $"v{size}{Convert.ToHexString(content)}" : null;
        if (key is not null && _shared.TryGetValue(key, out var handle)) return handle;
        var start = Reserve(4 + content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), values.Length);
        content.CopyTo(_bytes.AsSpan(start + 4));
        handle = Add(start, Math.Max(4, size), 4, -1);
        if (key is not null) _shared[key] = handle;
        return handle;
    }

    /// <summary>A vector of offsets to objects that exist already.</summary>
    public FlatHandle Offsets(ReadOnlySpan<FlatHandle> targets)
    {
        var start = Reserve(4 + 4 * targets.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), targets.Length);
        for (var index = 0; index < targets.Length; index++) _fixups.Add(new(_items.Count, 4 + 4 * index, targets[index], 0));
        return Add(start, 4, 0, -1);
    }

    /// <summary>A vector of bytes whose content the caller writes itself, at the place that <see cref="FlatLayout.ContentPosition"/> tells.</summary>
    /// <param name="alignment">Of its first byte: 4, 8 or 16.</param>
    public FlatHandle Bytes(long length, int alignment)
    {
        _blobs.Add(new(length, alignment, 4, true));
        return new(~(_blobs.Count - 1));
    }

    /// <summary>Foreign bytes behind everything else, without a count before them, their first byte at <paramref name="residue"/> modulo 16.</summary>
    public FlatHandle Foreign(long length, int residue)
    {
        _blobs.Add(new(length, 16, (16 - residue) & 15, false));
        return new(~(_blobs.Count - 1));
    }

    /// <summary>Takes the fields out of <paramref name="table"/>, which can be used again.</summary>
    public FlatHandle Table(FlatTableBuilder table)
    {
        var vtable = table.Arrange(out var length, out var alignment);
        var key = Convert.ToHexString(vtable);
        if (!_vtableIndices.TryGetValue(key, out var vtableIndex))
        {
            _vtableIndices[key] = vtableIndex = _vtables.Count;
            _vtables.Add(vtable);
        }
        var start = Reserve(length);
        table.CopyTo(_bytes.AsSpan(start, length), _fixups, _items.Count);
        return Add(start, alignment, 4, vtableIndex);
    }

    /// <summary>Gives everything its place. <paramref name="identifier"/> has four characters.</summary>
    /// <exception cref="InvalidOperationException">The FlatBuffer is longer than its offsets reach (2 GiB).</exception>
    public FlatLayout Finish(FlatHandle root, string identifier)
    {
        long position = 8;
        var vtablePositions = new long[_vtables.Count];
        for (var index = 0; index < _vtables.Count; index++)
        {
            vtablePositions[index] = position;
            position += _vtables[index].Length;
        }
        var positions = new long[_items.Count];
        for (var index = _items.Count - 1; index >= 0; index--)
        {
            positions[index] = position = Align(position, _items[index].Alignment, _items[index].Phase);
            position += _items[index].Length;
        }
        var structureLength = position;
        var blobPositions = new long[_blobs.Count];
        for (var index = 0; index < _blobs.Count; index++)
        {
            var blob = _blobs[index];
            blobPositions[index] = position = Align(position, blob.Alignment, blob.Phase);
            position += (blob.HasCount ? 4 : 0) + blob.Length;
        }
        if (position > int.MaxValue) Throw.TooLong(position);

        var structure = new byte[structureLength];
        var layout = new FlatLayout(structure, [.. _blobs], positions, blobPositions, position);
        for (var index = 0; index < 4; index++) structure[4 + index] = (byte)identifier[index];
        BinaryPrimitives.WriteUInt32LittleEndian(structure, (uint)layout.Position(root));
        for (var index = 0; index < _vtables.Count; index++) _vtables[index].CopyTo(structure, vtablePositions[index]);
        for (var index = 0; index < _items.Count; index++)
        {
            var item = _items[index];
            _bytes.AsSpan(item.Start, item.Length).CopyTo(structure.AsSpan((int)positions[index]));
            if (item.VTable >= 0) BinaryPrimitives.WriteInt32LittleEndian(structure.AsSpan((int)positions[index]), (int)(positions[index] - vtablePositions[item.VTable]));
        }
        foreach (var fixup in _fixups)
        {
            var at = positions[fixup.Item] + fixup.Offset;
            BinaryPrimitives.WriteUInt32LittleEndian(structure.AsSpan((int)at), (uint)(layout.Position(fixup.Target) + fixup.Addend - at));
        }
        return layout;
    }

    private static long Align(long position, int alignment, int phase) => ((position + phase + alignment - 1) & -alignment) - phase;

    private FlatHandle Add(int start, int alignment, int phase, int vtable)
    {
        _items.Add(new(start, _used - start, alignment, phase, vtable));
        return new(_items.Count - 1);
    }

    private int Reserve(int length)
    {
        if (_used + (long)length > int.MaxValue) Throw.TooLong(_used + (long)length);
        if (_used + length > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, _used + (long)length)));
        _used += length;
        return _used - length;
    }
}
