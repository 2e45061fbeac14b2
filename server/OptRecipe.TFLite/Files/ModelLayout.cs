using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>A changed or built model laid out as a file: the FlatBuffer, the data that stand behind it, what is appended.</summary>
internal sealed class ModelLayout
{
    /// <summary>FlatBuffers end at 2 GiB; some of that is left for the structure.</summary>
    private const long MostInline = int.MaxValue - (256L << 20);
    /// <summary>Smaller data stay inside even then: metadata readers do not look outside.</summary>
    private const long LeastOutside = 1 << 16;

    private readonly FlatLayout _flat;
    private readonly List<ByteRange> _blobs;
    private readonly List<(long Position, ByteRange Data)> _outside = [];
    private readonly ByteRange _appended;
    private readonly long _appendedPosition;

    public ModelLayout(Model model)
    {
        var shared = new SharedBuffers(model);
        var inline = model.Buffers.Where((buffer, index) => !buffer.IsOutside && shared.First(index) == index).Sum(buffer => buffer.Data.Length + 16);
        bool IsOutside(Buffer buffer) => buffer.Data.Length > 0 && (buffer.IsOutside || (inline > MostInline && buffer.Data.Length >= LeastOutside));

        var parts = new TableWriter(model.Origin);
        var data = new FlatHandle?[model.Buffers.Length];
        for (var index = 0; index < data.Length; index++)
        {
            var buffer = model.Buffers[index];
            if (buffer.Data.Source is null || IsOutside(buffer)) continue;
            data[index] = shared.First(index) == index ? parts.Blob(buffer.Data, 16) : data[shared.First(index)];
        }
        var outsideTables = new List<(FlatHandle Table, int Field, ByteRange Data, int First)>();
        var structure = new SubgraphWriter(parts, (table, range) => outsideTables.Add((table, 9, range, -1)));
        var buffers = parts.Tables(model.Buffers, (buffer, index) =>
        {
            var isOutside = IsOutside(buffer);
            var table = parts.Table(fields =>
            {
                fields.Offset(0, data[index]);
                if (isOutside) fields.AlwaysInt64(1, 0);
                if (isOutside) fields.AlwaysInt64(2, buffer.Data.Length);
            }, buffer.Unknown);
            if (isOutside) outsideTables.Add((table, 1, buffer.Data, shared.First(index)));
            return table;
        });
        _flat = parts.Writer.Finish(ModelTables.Root(model, parts, structure, buffers), "TFL3");
        _blobs = parts.Blobs;

        var end = _flat.Length;
        var places = new Dictionary<int, long>();
        // Tables are made from the last to the first.
        outsideTables.Reverse();
        foreach (var (table, field, range, first) in outsideTables)
        {
            if (first < 0 || !places.TryGetValue(first, out var position))
            {
                position = (end + 15) & -16;
                end = position + range.Length;
                _outside.Add((position, range));
                if (first >= 0) places[first] = position;
            }
            _flat.SetUInt64(table, field, (ulong)position);
        }
        _appendedPosition = end;
        _appended = AppendedZip.Rebase(model.Appended, model.Origin, end);
        Length = end + _appended.Length;
    }

    public long Length { get; }

    public void Write(Stream stream)
    {
        var next = 0;
        _flat.Write(stream, (_, target) => ModelWriter.Copy(_blobs[next++], target));
        var position = _flat.Length;
        foreach (var (start, data) in _outside)
        {
            Pad(stream, start - position);
            ModelWriter.Copy(data, stream);
            position = start + data.Length;
        }
        Pad(stream, _appendedPosition - position);
        ModelWriter.Copy(_appended, stream);
    }

    private static void Pad(Stream stream, long count)
    {
        for (; count > 0; count--) stream.WriteByte(0);
    }
}
