using OptRecipe.Data.Bytes;

namespace OptRecipe.Data.NumPy;

/// <summary>An array that stays where it is stored; rows (indices of the first dimension) are read as they are asked for. Thread-safe.</summary>
public sealed class StoredArray : IDisposable
{
    /// <summary>An array in Fortran order has no rows that lie together: it is read whole, up to this size.</summary>
    private const long MostReordered = 1 << 28;

    private readonly IRandomBytes _elements;
    private readonly long _start;

    private StoredArray(NumPyType type, int[] shape, IRandomBytes elements, long start) => (Type, Shape, _elements, _start) = (type, shape, elements, start);

    public NumPyType Type { get; }
    public int[] Shape { get; }

    /// <summary>A whole <c>.npy</c> file.</summary>
    /// <param name="bytes">Stay open as long as rows are read.</param>
    /// <exception cref="DataFormatException">The bytes are no such file, or hold what is not read.</exception>
    public static StoredArray Open(IRandomBytes bytes)
    {
        NpyHeader header;
        using (var stream = new RandomBytesStream(bytes)) header = NpyHeader.Read(stream);
        header.RequireFileOf(bytes.Length);
        if (!header.IsFortranOrder || header.Shape.Length < 2) return new(header.Type, header.Shape, bytes, header.HeaderBytes);
        if (header.DataBytes > MostReordered) throw new NumPyFormatException($"the array is in Fortran order and {header.DataBytes} bytes long; save it with numpy.ascontiguousarray to have it read in parts");
        var whole = new byte[header.DataBytes];
        bytes.Read(header.HeaderBytes, whole);
        return new(header.Type, header.Shape, new MemoryBytes(FortranOrder.ToC(whole, header.Shape, header.Type.ElementBytes)), 0);
    }

    /// <summary>Rows of the array; the shape's first number is then their count.</summary>
    /// <exception cref="DataFormatException">The bytes end before, or more is asked for than an array holds.</exception>
    public NumPyArray Rows(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)first + count, Shape.Length == 0 ? 0 : Shape[0]);
        int[] shape = [count, .. Shape[1..]];
        var rowBytes = RowBytes;
        return new(Type, shape, Bytes(first * rowBytes, count * rowBytes));
    }

    /// <summary>One row, without the first dimension.</summary>
    /// <param name="memory">What the row is put into where it takes as many bytes; null for new memory.</param>
    public NumPyArray Row(int index, byte[]? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)(Shape.Length == 0 ? 0 : Shape[0]));
        return new(Type, Shape[1..], Bytes(index * RowBytes, RowBytes, memory));
    }

    /// <summary>The whole array.</summary>
    /// <param name="memory">What it is put into where it takes as many bytes; null for new memory.</param>
    public NumPyArray Whole(byte[]? memory = null) => new(Type, Shape, Bytes(0, Shape.Aggregate((long)Type.ElementBytes, (bytes, size) => bytes * size), memory));

    /// <summary>Lets go of what was unpacked; the file itself belongs to whoever opened it.</summary>
    public void Dispose()
    {
        if (_elements is UnpackedBytes) _elements.Dispose();
    }

    private long RowBytes => Shape.AsSpan(1).ToArray().Aggregate((long)Type.ElementBytes, (bytes, size) => bytes * size);

    private byte[] Bytes(long from, long count, byte[]? memory = null)
    {
        if (count > Array.MaxLength) throw new NumPyFormatException($"a sample would take {count} bytes, more than an array can hold");
        // What does not lie in the file is not allocated.
        if (from + count > _elements.Length - _start) throw new NumPyFormatException("it ends before the array does");
        var bytes = memory?.Length == count ? memory : GC.AllocateUninitializedArray<byte>((int)count);
        _elements.Read(_start + from, bytes);
        return bytes;
    }
}
