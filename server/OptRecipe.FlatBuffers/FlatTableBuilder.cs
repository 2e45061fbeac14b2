using System.Buffers.Binary;

namespace OptRecipe.FlatBuffers;

/// <summary>Collects the fields of one table, in any order; <see cref="FlatBufferWriter.Table"/> empties it.</summary>
/// <remarks>Number fields equal to their default are left out, as FlatBuffers readers expect to be legal; <c>Always…</c> writes them all the same.</remarks>
public sealed class FlatTableBuilder
{
    private readonly List<Field> _fields = [];

    private readonly record struct Field(int Index, int Size, ulong Value, FlatHandle? Target, long Addend, byte[]? Inline)
    {
        public int Alignment => Size >= 8 ? 8 : Size >= 4 ? 4 : Size >= 2 ? 2 : 1;
    }

    public void Bool(int index, bool value, bool otherwise = false) => Number(index, 1, value ? 1ul : 0, value != otherwise);
    public void Byte(int index, byte value, byte otherwise = 0) => Number(index, 1, value, value != otherwise);
    public void Int32(int index, int value, int otherwise = 0) => Number(index, 4, (uint)value, value != otherwise);
    public void UInt32(int index, uint value, uint otherwise = 0) => Number(index, 4, value, value != otherwise);
    public void UInt64(int index, ulong value, ulong otherwise = 0) => Number(index, 8, value, value != otherwise);
    public void AlwaysByte(int index, byte value) => Number(index, 1, value, true);
    public void AlwaysInt32(int index, int value) => Number(index, 4, (uint)value, true);
    public void AlwaysInt64(int index, long value) => Number(index, 8, (ulong)value, true);
    public void AlwaysSingle(int index, float value) => Number(index, 4, BitConverter.SingleToUInt32Bits(value), true);
    /// <summary>An offset; nothing for null.</summary>
    /// <param name="addend">Bytes behind the start of <paramref name="target"/> that are meant.</param>
    public void Offset(int index, FlatHandle? target, long addend = 0)
    {
        if (target is not null) _fields.Add(new(index, 4, 0, target, addend, null));
    }

    /// <summary>The bytes of a field as another file holds them.</summary>
    public void Inline(int index, ReadOnlySpan<byte> bytes) => _fields.Add(new(index, bytes.Length, 0, null, 0, bytes.ToArray()));

    internal byte[] Arrange(out int length, out int alignment)
    {
        _fields.Sort((a, b) => a.Alignment != b.Alignment ? b.Alignment - a.Alignment : a.Index - b.Index);
        alignment = 4;
        length = 4;
        var count = 0;
        foreach (var field in _fields)
        {
            alignment = Math.Max(alignment, field.Alignment);
            count = Math.Max(count, field.Index + 1);
        }
        var vtable = new byte[4 + 2 * count];
        foreach (var field in _fields)
        {
            // The table itself starts 4 bytes before a multiple of its alignment, so its first field is aligned.
            length = ((length - 4 + field.Alignment - 1) & -field.Alignment) + 4;
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(4 + 2 * field.Index), (ushort)length);
            length += field.Size;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(vtable, (ushort)vtable.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(2), (ushort)length);
        return vtable;
    }

    internal void CopyTo(Span<byte> table, List<FlatBufferWriter.Fixup> fixups, int item)
    {
        var at = 4;
        Span<byte> value = stackalloc byte[8];
        foreach (var field in _fields)
        {
            at = ((at - 4 + field.Alignment - 1) & -field.Alignment) + 4;
            BinaryPrimitives.WriteUInt64LittleEndian(value, field.Value);
            if (field.Inline is { } inline) inline.CopyTo(table[at..]);
            else value[..field.Size].CopyTo(table[at..]);
            if (field.Target is { } target) fixups.Add(new(item, at, target, field.Addend));
            at += field.Size;
        }
        _fields.Clear();
    }

    private void Number(int index, int size, ulong value, bool wanted)
    {
        if (wanted) _fields.Add(new(index, size, value, null, 0, null));
    }
}
