using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>Seeded values for inputs that nobody has given: floats from −1 to 1, 8- and 16-bit integers over their whole range, zeros for wider ones because those are mostly
/// indices, empty strings.</summary>
public static class NoiseInputs
{
    /// <summary>A tensor's bytes; the same for the same seed.</summary>
    public static byte[] Bytes(TensorDetails input, int seed)
    {
        var count = checked((int)TensorShape.Count(input.Shape));
        if (input.Type == TensorType.String) return TextBytes.Write([.. Enumerable.Repeat("", count)]);
        var random = new Random(seed);
        var bytes = new byte[(int)Math.Max(TensorSize.Bytes(input.Type, count), 0)];
        switch (input.Type)
        {
            case TensorType.Float32: Fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), () => random.NextSingle() * 2 - 1); break;
            case TensorType.Float16: Fill(MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()), () => (Half)(random.NextSingle() * 2 - 1)); break;
            case TensorType.Float64: Fill(MemoryMarshal.Cast<byte, double>(bytes.AsSpan()), () => random.NextDouble() * 2 - 1); break;
            case TensorType.Complex64: Fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), () => random.NextSingle() * 2 - 1); break;
            case TensorType.Bool: Fill(bytes.AsSpan(), () => (byte)random.Next(2)); break;
            case TensorType.Int2 or TensorType.Int4 or TensorType.UInt4 or TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.UInt16: random.NextBytes(bytes); break;
        }
        return bytes;
    }

    private static void Fill<T>(Span<T> values, Func<T> next)
    {
        foreach (ref var value in values) value = next();
    }
}
