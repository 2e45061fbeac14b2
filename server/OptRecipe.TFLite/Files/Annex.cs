using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>The part of an original file that holds objects which no known field refers to. A changed model keeps it, unmoved within itself, behind everything else,
/// so that the offsets inside it stay right.</summary>
/// <remarks>The schema says nothing about an unknown field. What stands in it is taken for an offset when it leads to bytes that no known object owns and that can begin
/// a table, a vector or a string. Whatever such objects refer to stands at higher addresses, their vtables aside, which known tables may share.</remarks>
internal sealed class Annex
{
    private readonly FlatBufferReader _reader;
    private readonly List<(long From, long To)> _gaps;

    private Annex(ModelOrigin origin, FlatBufferReader reader, List<(long From, long To)> gaps, long start, long end)
    {
        _reader = reader;
        _gaps = gaps;
        Start = start;
        Bytes = new(origin.Source, start, end - start);
    }

    /// <summary>Where the annex starts in the origin.</summary>
    public long Start { get; }
    public ByteRange Bytes { get; }

    public static Annex? Of(ModelOrigin origin)
    {
        var owned = new List<(long From, long To)>();
        var foreign = new List<long>();
        var model = ModelReader.Read(origin.Source, ModelReader.ReaderOf(origin.Source, (from, to) => owned.Add((from, to))));
        AddForeign(model, foreign);
        var reader = ModelReader.ReaderOf(origin.Source, null);
        var exact = new HashSet<(long, long)>(owned);
        var gaps = GapsBetween(owned, origin.FlatBufferLength, reader);
        long start = long.MaxValue, end = 0;
        void Cover(long from, long to) => (start, end) = (Math.Min(start, from), Math.Max(end, to));
        foreach (var (from, to) in gaps)
        {
            Cover(from, to);
            for (var at = (from + 3) & ~3L; at + 4 <= to; at += 4)
            {
                var vtable = at - reader.Int32(at);
                if (vtable >= 8 && vtable <= reader.Length - 4 && exact.Contains((vtable, vtable + reader.UInt16(vtable)))) Cover(vtable, vtable + reader.UInt16(vtable));
            }
        }
        foreach (var position in foreign)
        {
            var table = FlatTable.At(reader, position);
            var vtable = position - reader.Int32(position);
            Cover(position, position + table.Length);
            Cover(vtable, vtable + reader.UInt16(vtable));
        }
        return end == 0 ? null : new(origin, reader, gaps, start & ~15L, end);
    }

    public bool Holds(long position) => position >= Start && position < Start + Bytes.Length;

    /// <summary>Where a field leads in the origin, null when it is taken for a number.</summary>
    public long? TargetOf(UnknownField field)
    {
        if (field.Inline.Length is < 4 or > 8 || (field.Position & 3) != 0 || field.Inline.AsSpan()[4..].IndexOfAnyExcept((byte)0) >= 0) return null;
        var target = field.Position + BitConverter.ToUInt32(field.Inline.AsSpan()[..4]);
        if ((target & 3) != 0) return null;
        foreach (var (from, to) in _gaps)
            if (target >= from && target + 4 <= to) return CanBeginObject(target, to) ? target : null;
        return null;
    }

    private bool CanBeginObject(long at, long gapEnd)
    {
        if (_reader.UInt32(at) <= gapEnd - at - 4) return true;
        var vtable = at - _reader.Int32(at);
        if (vtable < 8 || vtable > _reader.Length - 4) return false;
        int vtableLength = _reader.UInt16(vtable), length = _reader.UInt16(vtable + 2);
        if (vtableLength < 4 || (vtableLength & 1) != 0 || vtable + vtableLength > _reader.Length || length < 4 || at + length > gapEnd) return false;
        for (var slot = vtable + 4; slot < vtable + vtableLength; slot += 2)
            if (_reader.UInt16(slot) >= length) return false;
        return true;
    }

    /// <summary>Ranges that no known object owns and that hold more than zeros.</summary>
    private static List<(long From, long To)> GapsBetween(List<(long From, long To)> owned, long end, FlatBufferReader reader)
    {
        owned.Sort();
        var gaps = new List<(long, long)>();
        long covered = 0;
        foreach (var (from, to) in owned.Append((end, end)))
        {
            if (from > covered && HasContent(reader, covered, from)) gaps.Add((covered, from));
            covered = Math.Max(covered, to);
        }
        return gaps;
    }

    private static bool HasContent(FlatBufferReader reader, long from, long to)
    {
        for (var at = from; at < to; at++)
            if (reader.Byte(at) != 0) return true;
        return false;
    }

    private static void AddForeign(Model model, List<long> positions)
    {
        foreach (var subgraph in model.Subgraphs)
        {
            foreach (var tensor in subgraph.Tensors)
            {
                if (tensor.Quantization?.Details is UnknownQuantizationDetails details) positions.Add(details.Position);
                foreach (var dimension in tensor.Sparsity?.Dimensions ?? [])
                {
                    if (dimension.Segments is { Position: > 0 } segments) positions.Add(segments.Position);
                    if (dimension.Indices is { Position: > 0 } indices) positions.Add(indices.Position);
                }
            }
            foreach (var op in subgraph.Operators)
            {
                if (op.Options is { UnknownPosition: > 0 } first) positions.Add(first.UnknownPosition);
                if (op.SecondOptions is { UnknownPosition: > 0 } second) positions.Add(second.UnknownPosition);
            }
        }
    }
}
