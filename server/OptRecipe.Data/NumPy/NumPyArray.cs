using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OptRecipe.Data.NumPy;

/// <summary>An array as NumPy stores it: little-endian, C order (the last dimension fastest).</summary>
public sealed class NumPyArray
{
    /// <exception cref="ArgumentException">There are more or fewer bytes than type and shape take.</exception>
    public NumPyArray(NumPyType type, int[] shape, byte[] bytes)
    {
        Count = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        if ((long)Count * type.ElementBytes != bytes.Length) throw new ArgumentException($"{bytes.Length} bytes are not {Count} elements of {type.Name}", nameof(bytes));
        (Type, Shape, Bytes) = (type, shape, bytes);
    }

    public NumPyType Type { get; }
    public int[] Shape { get; }
    public byte[] Bytes { get; }
    public int Count { get; }

    /// <summary>The elements as they are stored.</summary>
    /// <exception cref="InvalidOperationException">The stored type has another size.</exception>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => Unsafe.SizeOf<T>() == Type.ElementBytes
        ? MemoryMarshal.Cast<byte, T>(Bytes)
        : throw new InvalidOperationException($"the array holds {Type.Name}, not {typeof(T).Name}");

    /// <summary>The elements as float32, whatever real number type is stored; bool as 0 and 1.</summary>
    public float[] ToSingles() => Type.ToString() switch
    {
        "f4" => As<float>().ToArray(),
        "f8" => Convert<double>(value => (float)value),
        "f2" => Convert<Half>(value => (float)value),
        "i1" => Convert<sbyte>(value => value),
        "u1" or "b1" => Convert<byte>(value => value),
        "i2" => Convert<short>(value => value),
        "u2" => Convert<ushort>(value => value),
        "i4" => Convert<int>(value => value),
        "u4" => Convert<uint>(value => value),
        "i8" => Convert<long>(value => value),
        "u8" => Convert<ulong>(value => value),
        _ => throw new InvalidOperationException($"{Type.Name} is not a real number type"),
    };

    /// <summary>The elements of a text array, without the zeros that fill them up; what is no character is replaced.</summary>
    public string[] ToStrings()
    {
        if (!Type.IsText) throw new InvalidOperationException($"the array holds {Type.Name}, not strings");
        var strings = new string[Count];
        for (var index = 0; index < Count; index++) strings[index] = Encoding.UTF32.GetString(Bytes, index * Type.ElementBytes, Type.ElementBytes).TrimEnd('\0');
        return strings;
    }

    /// <summary>A text array as wide as its longest string, at least one character.</summary>
    public static NumPyArray OfStrings(IReadOnlyList<string> strings, int[] shape)
    {
        var encoded = strings.Select(Encoding.UTF32.GetBytes).ToArray();
        var type = new NumPyType('U', Math.Max(1, encoded.Select(bytes => bytes.Length / 4).DefaultIfEmpty().Max()));
        var all = new byte[checked(encoded.Length * type.ElementBytes)];
        for (var index = 0; index < encoded.Length; index++) encoded[index].CopyTo(all, index * type.ElementBytes);
        return new(type, shape, all);
    }

    public override string ToString() => $"{Type.Name}[{string.Join(',', Shape)}]";

    private float[] Convert<T>(Func<T, float> convert) where T : unmanaged
    {
        var values = As<T>();
        var singles = new float[values.Length];
        for (var index = 0; index < singles.Length; index++) singles[index] = convert(values[index]);
        return singles;
    }
}
