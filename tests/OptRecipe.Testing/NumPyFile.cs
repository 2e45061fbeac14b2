using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OptRecipe.Testing;

/// <summary>An array as NumPy stores it: little-endian, C order.</summary>
/// <param name="Kind">NumPy's type without its byte order: <c>f4</c>, <c>i1</c>, <c>u1</c>, <c>b1</c>, <c>i8</c> …</param>
public sealed record NumPyArray(string Kind, int[] Shape, byte[] Bytes)
{
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>The elements as they are stored; throws when the stored type has another size.</summary>
    public ReadOnlySpan<T> As<T>() where T : unmanaged
    {
        if (Marshal.SizeOf<T>() * Count != Bytes.Length) throw new InvalidDataException($"the array holds {Kind}, not {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(Bytes);
    }

    /// <summary>The elements as float32, whatever number type is stored.</summary>
    public float[] ToSingles() => Kind switch
    {
        "f4" => As<float>().ToArray(),
        "f8" => Convert<double>(value => (float)value),
        "f2" => Convert<Half>(value => (float)value),
        "i1" => Convert<sbyte>(value => value),
        "u1" or "b1" => Convert<byte>(value => value),
        "i2" => Convert<short>(value => value),
        "i4" => Convert<int>(value => value),
        "i8" => Convert<long>(value => value),
        _ => throw new InvalidDataException($"{Kind} is not a number type"),
    };

    private float[] Convert<T>(Func<T, float> convert) where T : unmanaged
    {
        var values = As<T>();
        var singles = new float[values.Length];
        for (var index = 0; index < singles.Length; index++) singles[index] = convert(values[index]);
        return singles;
    }
}

/// <summary>Reads .npy and .npz files (NumPy's format versions 1 to 3; arrays of Python objects and Fortran order are refused).</summary>
public static partial class NumPyFile
{
    /// <summary>All arrays of an .npz file by name (without <c>.npy</c>).</summary>
    public static Dictionary<string, NumPyArray> ReadArchive(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var arrays = new Dictionary<string, NumPyArray>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            arrays[entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName] = Read(memory.ToArray());
        }
        return arrays;
    }

    public static NumPyArray Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 10 || !file[1..6].SequenceEqual("NUMPY"u8)) throw new InvalidDataException("not a .npy file");
        var (start, length) = file[6] == 1 ? (10, BitConverter.ToUInt16(file[8..])) : (12, BitConverter.ToInt32(file[8..]));
        var header = Encoding.UTF8.GetString(file.Slice(start, length));
        var match = Header().Match(header);
        if (!match.Success || match.Groups[2].Value == "True") throw new InvalidDataException($"cannot read an array of {header.Trim()}");
        var shape = match.Groups[3].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse).ToArray();
        return new(match.Groups[1].Value, shape, file[(start + length)..].ToArray());
    }

    [GeneratedRegex(@"'descr':\s*'[<|]([a-zA-Z]\d+)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([^)]*)\)")]
    private static partial Regex Header();
}
