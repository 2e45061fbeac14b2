using System.Buffers.Binary;
using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

/// <summary>The zip that metadata tools append behind a model. Its directory counts from the file's first byte, so it has to follow when the part before it changes its length.</summary>
internal static class AppendedZip
{
    private const int EndRecordSize = 22;
    private const int EntrySize = 46;

    /// <summary>The appended bytes for a place at <paramref name="position"/>; the same bytes where they are no zip, or one that counts from its own start.</summary>
    public static ByteRange Rebase(ByteRange appended, ModelOrigin? origin, long position)
    {
        if (origin is null || !ReferenceEquals(appended.Source, origin.Source) || appended.Offset == position) return appended;
        if (appended.Length is < EndRecordSize or > int.MaxValue) return appended;
        var bytes = appended.ToMemory().ToArray();
        return Shift(bytes, appended.Offset, position) ? ByteRange.Of(bytes) : appended;
    }

    /// <summary>Where a zip begins that ends the file, by its first entry's header behind <paramref name="from"/>; the file's length when there is none.</summary>
    public static long Start(IByteSource source, long from)
    {
        if (source.Length - from < EndRecordSize) return source.Length;
        Span<byte> end = stackalloc byte[EndRecordSize];
        source.Read(source.Length - EndRecordSize, end);
        if (!end.StartsWith("PK\u0005\u0006"u8)) return source.Length;
        var chunk = new byte[1 << 12];
        for (var at = from; at < source.Length - EndRecordSize; at += chunk.Length - 3)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, source.Length - at));
            source.Read(at, part);
            if (part.IndexOf("PK\u0003\u0004"u8) is >= 0 and var found) return at + found;
        }
        return source.Length;
    }

    /// <summary>The names of the entries, in the order of the directory; none where the bytes are no zip.</summary>
    public static ImmutableArray<string> Names(ByteRange appended)
    {
        if (appended.Length is < EndRecordSize or > int.MaxValue) return [];
        var zip = appended.ToMemory().Span;
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var at in Entries(zip, out _, out _)) names.Add(FlatString.Decode(zip.Slice(at + EntrySize, BinaryPrimitives.ReadUInt16LittleEndian(zip[(at + 28)..]))));
        return names.ToImmutable();
    }

    private static bool Shift(Span<byte> zip, long from, long to)
    {
        var entries = Entries(zip, out var end, out var directory);
        if (entries.Count == 0 || BinaryPrimitives.ReadUInt32LittleEndian(zip[(end + 16)..]) != from + directory) return false;
        foreach (var entry in entries)
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip[(entry + 42)..]) < from) return false;
        foreach (var entry in entries) Move(zip[(entry + 42)..], to - from);
        Move(zip[(end + 16)..], to - from);
        return true;
    }

    /// <summary>Where the directory's entries stand; none when it is not whole.</summary>
    private static List<int> Entries(ReadOnlySpan<byte> zip, out int end, out long directory)
    {
        directory = 0;
        end = zip.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end > zip.Length - EndRecordSize) return [];
        directory = end - (long)BinaryPrimitives.ReadUInt32LittleEndian(zip[(end + 12)..]);
        if (directory < 0) return [];
        var entries = new List<int>();
        var at = directory;
        for (var count = BinaryPrimitives.ReadUInt16LittleEndian(zip[(end + 10)..]); count > 0; count--)
        {
            if (at > end - EntrySize || !zip[(int)at..].StartsWith("PK\u0001\u0002"u8)) return [];
            entries.Add((int)at);
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(zip[(int)(at + 28)..]);
            if (at + EntrySize + nameLength > end) return [];
            at += EntrySize + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(zip[(int)(at + 30)..]) + BinaryPrimitives.ReadUInt16LittleEndian(zip[(int)(at + 32)..]);
        }
        return entries;
    }

    private static void Move(Span<byte> field, long distance) =>
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)(BinaryPrimitives.ReadUInt32LittleEndian(field) + distance));
}
