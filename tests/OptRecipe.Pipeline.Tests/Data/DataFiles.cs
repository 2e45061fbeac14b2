using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Pipeline.Tests.Data;

/// <summary>Small data sets for digits_cnn about which there is one thing to say.</summary>
internal static class DataFiles
{
    public static (string Name, byte[] Bytes)[] All { get; } = Make();

    private static (string, byte[])[] Make()
    {
        var calibration = Npy(Noise(1, 4, 28, 28, 1));
        return
        [
            ("calibration.npy", calibration), ("other.npy", Npy(Noise(2, 4, 28, 28, 1))), ("cut.npy", calibration[..3000]), ("wide.npy", Npy(Noise(3, 4, 28, 27, 1))),
            ("channels_first.npy", Npy(Noise(4, 4, 1, 28, 28))), ("flat.npy", Npy(Noise(5, 4, 28, 28))), ("text.npy", Npy(NumPyArray.OfStrings([.. Enumerable.Repeat("a", 784)], [28, 28]))),
            ("bytes.npy", Npy(Bytes(6, 4, 28, 28, 1))), ("same.npy", Npy(new(new('f', 4), [4, 28, 28, 1], [.. Enumerable.Repeat(Noise(7, 28, 28, 1).Bytes, 4).SelectMany(bytes => bytes)]))),
            ("constant.npy", Npy(new(new('f', 4), [4, 28, 28, 1], new byte[4 * 784 * 4]))),
            ("labelled.npz", Npz(("x", Noise(8, 4, 28, 28, 1)), ("y", Ints(0, 3, 9, 1)), ("one_based", Ints(1, 4, 10, 2)))),
        ];
    }

    /// <summary>Values from −1 to 1.</summary>
    private static NumPyArray Noise(int seed, params int[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        foreach (ref var value in values.AsSpan()) value = random.NextSingle() * 2 - 1;
        return new(new('f', 4), shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    private static NumPyArray Bytes(int seed, params int[] shape)
    {
        var values = new byte[shape.Aggregate(1, (a, b) => a * b)];
        new Random(seed).NextBytes(values);
        return new(new('u', 1), shape, values);
    }

    private static NumPyArray Ints(params int[] values) => new(new('i', 4), [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static byte[] Npy(NumPyArray array)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, array);
        return stream.ToArray();
    }

    private static byte[] Npz(params (string Name, NumPyArray Array)[] arrays)
    {
        using var stream = new MemoryStream();
        NpzArchive.Write(stream, arrays.Select(row => KeyValuePair.Create(row.Name, row.Array)));
        return stream.ToArray();
    }
}
