using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>What the tables of a model file have in common: lists of tables, vectors, borrowed bytes, fields that the schema does not name.</summary>
internal sealed class TableReader(IByteSource source)
{
    /// <summary>One past the last byte of data that stand behind the FlatBuffer; 0 when there are none.</summary>
    public long OutsideEnd { get; private set; }

    public static ImmutableArray<T> Tables<T>(FlatTable parent, int field, Func<FlatTable, T> read)
    {
        if (parent.Vector(field, 4) is not { Count: > 0 } vector) return [];
        parent.Reader.Charge(8L * vector.Count + 24, vector.Start);
        var items = new T[vector.Count];
        for (var index = 0; index < items.Length; index++) items[index] = read(vector.Table(index));
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>Default when the file does not hold the vector.</summary>
    public static ImmutableArray<int> Int32s(FlatTable table, int field) => Numbers<int>(table, field, 4);

    public static ImmutableArray<T> Numbers<T>(FlatTable table, int field, int size) where T : unmanaged =>
        table.Vector(field, size) is { } vector ? ImmutableCollectionsMarshal.AsImmutableArray(vector.ToArray<T>()) : default;

    public static ImmutableArray<bool> Bools(FlatTable table, int field) =>
        table.Vector(field, 1) is { } vector ? ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(vector.ToArray<byte>(), value => value != 0)) : default;

    /// <summary>A vector of bytes, borrowed; default when absent.</summary>
    public ByteRange Bytes(FlatTable table, int field) => table.Vector(field, 1) is { } vector ? new(source, vector.Start, vector.Count) : default;

    /// <summary>Data that a pair of 64-bit fields places in the file, outside the FlatBuffer; default when the offset says that there are none.</summary>
    public ByteRange Outside(FlatTable table, int offsetField, int sizeField)
    {
        if (table.FieldPosition(offsetField) is not (> 0 and var at)) return default;
        ulong offset = (ulong)table.Int64(offsetField), size = (ulong)table.Int64(sizeField);
        if (offset <= 1) return default;
        if (offset > (ulong)source.Length || size > (ulong)source.Length - offset) throw new ModelFormatException(at, $"data of {size} bytes at {offset} stand outside the file of {source.Length} bytes");
        OutsideEnd = Math.Max(OutsideEnd, (long)(offset + size));
        return new(source, (long)offset, (long)size);
    }

    public Buffer Buffer(FlatTable table)
    {
        var unknown = Unknown(table, 3, 0);
        var data = Bytes(table, 0);
        var outside = Outside(table, 1, 2);
        if (data.Source is null && outside.Source is null && unknown.IsEmpty) return TFLite.Buffer.Empty;
        Charge(table, 64);
        return outside.Source is null ? new() { Data = data, Unknown = unknown } : new() { Data = outside, IsOutside = true, Unknown = unknown };
    }

    /// <summary>The fields from <paramref name="known"/> on, and the charge for the record of this table.</summary>
    public static UnknownFields Unknown(FlatTable table, int known, int managedBytes)
    {
        Charge(table, managedBytes);
        if (table.FieldCount <= known) return UnknownFields.None;
        var fields = table.FieldsFrom(known);
        if (fields.Count == 0) return UnknownFields.None;
        table.Reader.MeetUnknown();
        Charge(table, 64 * fields.Count);
        return new([.. fields.Select(field => new UnknownField(field.Index, ImmutableCollectionsMarshal.AsImmutableArray(field.Inline), field.Position))]);
    }

    public static void Charge(FlatTable table, int managedBytes) => table.Reader.Charge(managedBytes, table.Position);
}

internal static class ImmutableArrayExtensions
{
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> values) => values.IsDefault ? [] : values;
}
