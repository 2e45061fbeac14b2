using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>What the tables of a model file have in common when they are written.</summary>
internal sealed class TableWriter(ModelOrigin? origin)
{
    private readonly FlatTableBuilder _fields = new();
    private readonly Lazy<Annex?> _annex = new(() => origin is null ? null : Annex.Of(origin));
    private FlatHandle? _annexHandle;

    public FlatBufferWriter Writer { get; } = new();
    /// <summary>The contents of the writer's blobs, in the order of their creation.</summary>
    public List<ByteRange> Blobs { get; } = [];

    public FlatHandle Blob(ByteRange range, int alignment)
    {
        Blobs.Add(range);
        return Writer.Bytes(range.Length, alignment);
    }

    public FlatHandle? String(string? text) => text is null ? null : Writer.String(text);
    /// <summary>A list of integers, shared with its equals; nothing for a default array.</summary>
    public FlatHandle? Int32s(ImmutableArray<int> values) => values.IsDefault ? null : Writer.Vector(values.AsSpan(), shared: true);
    /// <summary>Numbers that a plan may not know yet, so never shared: a planned file has the size of the computed one.</summary>
    public FlatHandle? Numbers<T>(ImmutableArray<T> values) where T : unmanaged => values.IsDefault ? null : Writer.Vector(values.AsSpan());
    public FlatHandle? Bools(ImmutableArray<bool> values) => values.IsDefault ? null : Writer.Vector<byte>([.. values.Select(value => value ? (byte)1 : (byte)0)]);

    public FlatHandle Tables<T>(ImmutableArray<T> items, Func<T, int, FlatHandle> write)
    {
        var handles = new FlatHandle[items.Length];
        // From the last to the first: the writer turns the order round, so that the file has them in theirs.
        for (var index = handles.Length - 1; index >= 0; index--) handles[index] = write(items[index], index);
        return Writer.Offsets(handles);
    }

    /// <summary>A table; what its fields refer to must exist already.</summary>
    public FlatHandle Table(Action<FlatTableBuilder> write, UnknownFields unknown)
    {
        write(_fields);
        foreach (var field in unknown.Fields)
        {
            if (_annex.Value is { } annex && annex.TargetOf(field) is { } target) _fields.Offset(field.Index, AnnexHandle(annex), target - annex.Start);
            // Without the origin nobody can tell a number from an offset that would lead astray.
            else if (origin is not null || field.Inline.Length < 4) _fields.Inline(field.Index, field.Inline.AsSpan());
        }
        return Writer.Table(_fields);
    }

    /// <summary>A union member that the schema does not name, as the origin holds it; nothing when there is no origin.</summary>
    /// <param name="position">Where its table stands in the origin.</param>
    public void Foreign(FlatTableBuilder fields, int index, long position)
    {
        if (_annex.Value is { } annex && annex.Holds(position)) fields.Offset(index, AnnexHandle(annex), position - annex.Start);
    }

    private FlatHandle AnnexHandle(Annex annex)
    {
        if (_annexHandle is { } handle) return handle;
        Blobs.Add(annex.Bytes);
        handle = Writer.Foreign(annex.Bytes.Length, (int)(annex.Start & 15));
        _annexHandle = handle;
        return handle;
    }
}
