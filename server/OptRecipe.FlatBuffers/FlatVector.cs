using System.Runtime.InteropServices;

namespace OptRecipe.FlatBuffers;

/// <summary>A vector of a FlatBuffer: known to lie inside the file, not read yet.</summary>
public readonly struct FlatVector
{
    private readonly FlatBufferReader _reader;
    private readonly int _elementSize;

    private FlatVector(FlatBufferReader reader, long start, int count, int elementSize)
    {
        _reader = reader;
        Start = start;
        Count = count;
        _elementSize = elementSize;
    }

    /// <summary>Where the first element stands in the file.</summary>
    public long Start { get; }
    public int Count { get; }

    public static FlatVector At(FlatBufferReader reader, long position, int elementSize)
    {
        long count = reader.UInt32(position);
        if (count > int.MaxValue || count * elementSize > reader.Length - position - 4) Throw.VectorTooLong(position, count, elementSize, reader.Length);
        reader.Visit(position, position + 4 + count * elementSize);
        return new(reader, position + 4, (int)count, elementSize);
    }

    /// <summary>The elements, copied out of the file.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        if (Count == 0) return [];
        _reader.Charge((long)Count * _elementSize + 24, Start);
        var values = new T[Count];
        _reader.Copy(Start, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The table that element <paramref name="index"/>, an offset, leads to.</summary>
    public FlatTable Table(int index) => FlatTable.At(_reader, _reader.Follow(Start + 4L * index));
}
