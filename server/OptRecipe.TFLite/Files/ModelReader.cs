using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>Reads the structure of a <c>.tflite</c> file; weights stay where they are (<see cref="ByteRange"/>).</summary>
public static class ModelReader
{
    /// <summary>The model of a file. Allocates less than four times the file's size, however its offsets overlap.</summary>
    /// <exception cref="ModelFormatException">The bytes are not a model.</exception>
    public static Model Read(IByteSource source)
    {
        try
        {
            return Read(source, ReaderOf(source, null));
        }
        catch (FlatBufferException error)
        {
            throw new ModelFormatException(error.Offset, error.Reason);
        }
    }

    /// <summary>A reader over a source that tells every range which belongs to an object.</summary>
    internal static FlatBufferReader ReaderOf(IByteSource source, Action<long, long>? visited)
    {
        // Half of what may be built is left for the transient copies that strings and lists need.
        var limit = 3 * source.Length + (3 << 18);
        return source.Length <= int.MaxValue && source.TryBorrow(0, (int)source.Length, out var memory)
            ? new(memory) { Visited = visited, ChargeLimit = limit }
            : new(source.Length, source.Read) { Visited = visited, ChargeLimit = limit };
    }

    internal static Model Read(IByteSource source, FlatBufferReader reader)
    {
        if (reader.Length < 8) throw new ModelFormatException(0, $"a model has at least 8 bytes, the file has {reader.Length}");
        var identifier = reader.Identifier();
        if (identifier != 0x334C4654) throw new ModelFormatException(4, $"the file identifier is {FileIdentifier.Quote(identifier)}, a TensorFlow Lite model has \"TFL3\"");
        var parts = new TableReader(source);
        var root = reader.Root();
        TableReader.Charge(root, 256);
        var structure = new SubgraphReader(parts);
        var model = new Model
        {
            Version = root.UInt32(0),
            OperatorCodes = TableReader.Tables(root, 1, SubgraphReader.OperatorCode),
            Subgraphs = TableReader.Tables(root, 2, structure.Subgraph),
            Description = root.String(3),
            Buffers = TableReader.Tables(root, 4, parts.Buffer),
            MetadataBuffers = TableReader.Int32s(root, 5).OrEmpty(),
            Metadata = TableReader.Tables(root, 6, table => new Metadata(table.String(0), table.UInt32(1)) { Unknown = TableReader.Unknown(table, 2, 56) }),
            Signatures = TableReader.Tables(root, 7, SubgraphReader.Signature),
            ExternalBufferGroups = TableReader.Tables(root, 8, table => new ExternalBufferGroup(table.String(0)) { Unknown = TableReader.Unknown(table, 1, 40) }),
            ExternalBuffers = TableReader.Tables(root, 9, table => new ExternalBuffer(table.UInt32(0), table.UInt32(1), (ulong)table.Int64(2), (ulong)table.Int64(3), table.String(4))
            {
                Unknown = TableReader.Unknown(table, 5, 64),
            }),
            Unknown = TableReader.Unknown(root, 10, 0),
        };
        var flatBufferLength = reader.End;
        var end = Math.Max(flatBufferLength, parts.OutsideEnd);
        if (parts.OutsideEnd == 0 && reader.HasMetUnknown) flatBufferLength = end = Math.Max(end, AppendedZip.Start(source, end));
        if (parts.OutsideEnd == 0 && IsPadding(source, end)) flatBufferLength = end = source.Length;
        return new ModelOrigin(source, flatBufferLength).Read(model with
        {
            Appended = end < source.Length ? new ByteRange(source, end, source.Length - end) : default,
        });
    }

    /// <summary>Builders round the FlatBuffer's length up to its alignment.</summary>
    private static bool IsPadding(IByteSource source, long end)
    {
        if (source.Length - end is <= 0 or >= 64) return false;
        Span<byte> rest = stackalloc byte[(int)(source.Length - end)];
        source.Read(end, rest);
        return rest.IndexOfAnyExcept((byte)0) < 0;
    }
}
