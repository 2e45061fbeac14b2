using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OptRecipe.Data.NumPy;

/// <summary>What stands before the elements of a <c>.npy</c> file (NumPy's format, versions 1 to 3): type, order and shape, written as a Python dictionary.</summary>
/// <param name="HeaderBytes">Bytes before the first element.</param>
/// <param name="DataBytes">Bytes of the elements.</param>
internal sealed partial record NpyHeader(NumPyType Type, bool IsFortranOrder, int[] Shape, int HeaderBytes, long DataBytes)
{
    /// <summary>NumPy refuses longer ones too.</summary>
    private const int MostBytes = 10_000;
    private const int MostDimensions = 64;

    /// <summary>Reads a header and leaves the stream at the first element.</summary>
    /// <exception cref="NumPyFormatException"/>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8 || !start[..6].SequenceEqual(Magic))
            throw new NumPyFormatException("it does not begin as a .npy file does");
        var version = start[6];
        if (version is < 1 or > 3 || start[7] != 0) throw new NumPyFormatException($"the file's version is {version}.{start[7]}; versions 1.0 to 3.0 are read");
        // Version 1 has two bytes of length, the later ones four.
        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        Fill(stream, lengthBytes[..(version == 1 ? 2 : 4)]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MostBytes) throw new NumPyFormatException($"the header would be {length} bytes long; {MostBytes} are the most");
        var bytes = new byte[length];
        Fill(stream, bytes);
        return Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes), (version == 1 ? 10 : 12) + bytes.Length);
    }

    /// <exception cref="NumPyFormatException">The elements are more or fewer than follow the header in a file of <paramref name="byteCount"/> bytes.</exception>
    public void RequireFileOf(long byteCount)
    {
        if (DataBytes != byteCount - HeaderBytes)
            throw new NumPyFormatException($"{Type.Name}[{string.Join(',', Shape)}] takes {DataBytes} bytes; {Math.Max(byteCount - HeaderBytes, 0)} follow the header");
    }

    /// <summary>The bytes of a version 1.0 header, filled up so that the elements begin at a multiple of 64.</summary>
    public static byte[] Write(NumPyType type, ReadOnlySpan<int> shape)
    {
        var sizes = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        var text = $"{{'descr': '{type.Description}', 'fortran_order': False, 'shape': ({sizes}), }}";
        var length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        var bytes = new byte[10 + length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)length));
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n").CopyTo(bytes, 10);
        return bytes;
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static NpyHeader Parse(string text, int headerBytes)
    {
        var (description, order, sizes) = (Description().Match(text), Order().Match(text), Sizes().Match(text));
        if (!description.Success && Records().IsMatch(text)) throw new NumPyFormatException("the array holds records; arrays of one plain type are read");
        if (!description.Success || !order.Success || !sizes.Success) throw new NumPyFormatException("the header does not name descr, fortran_order and shape");
        var type = NumPyType.Parse(description.Groups[1].Value);
        var words = sizes.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length > MostDimensions) throw new NumPyFormatException($"the array has {words.Length} dimensions; {MostDimensions} are the most");
        var shape = new int[words.Length];
        for (var index = 0; index < shape.Length; index++)
        {
            // Python 2 wrote long integers with an L.
            if (!int.TryParse(words[index].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out shape[index]))
                throw new NumPyFormatException($"the dimension `{words[index]}` is no number of elements below 2^31");
        }
        return new(type, order.Groups[1].Value == "True", shape, headerBytes, ByteCount(type, shape));
    }

    private static long ByteCount(NumPyType type, int[] shape)
    {
        // In floating point nothing overflows, and what is rounded is refused.
        var bytes = shape.Aggregate((double)type.ElementBytes, (product, size) => product * size);
        return bytes < 1L << 53 ? (long)bytes : throw new NumPyFormatException($"the array would be {type.Name}[{string.Join(',', shape)}], more than a file can hold");
    }

    private static void Fill(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw new NumPyFormatException("it ends within the header");
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"\p{C}]*)['"]""")]
    private static partial Regex Description();

    [GeneratedRegex("""['"]descr['"]\s*:\s*\[""")]
    private static partial Regex Records();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex Order();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex Sizes();
}
