using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Analysis;

/// <summary>Real numbers into a tensor as it stores them, and out of it.</summary>
public static class RealValues
{
    /// <summary>q = round(x / scale) + zero point, halves away from zero, clamped to the type: the reference QUANTIZE kernel's rule. Float32 is copied.</summary>
    public static void Store(ReadOnlySpan<float> values, RuntimeTensor tensor)
    {
        switch (tensor.Type)
        {
            case TensorType.Float32: values.CopyTo(tensor.Write<float>()); break;
            case TensorType.Int8: Each(values, tensor, tensor.Write<sbyte>(), sbyte.MinValue, sbyte.MaxValue, value => (sbyte)value); break;
            case TensorType.UInt8: Each(values, tensor, tensor.Write<byte>(), byte.MinValue, byte.MaxValue, value => (byte)value); break;
            case TensorType.Int16: Each(values, tensor, tensor.Write<short>(), short.MinValue, short.MaxValue, value => (short)value); break;
        }
    }

    /// <summary>What a tensor stores as real numbers, one for each element; false for types that hold none.</summary>
    public static bool Read(RuntimeTensor tensor, Span<float> values)
    {
        switch (tensor.Type)
        {
            case TensorType.Float32: tensor.Read<float>().CopyTo(values); return true;
            case TensorType.Int8: Each(tensor, tensor.Read<sbyte>(), values, value => value); return true;
            case TensorType.UInt8: Each(tensor, tensor.Read<byte>(), values, value => value); return true;
            case TensorType.Int16: Each(tensor, tensor.Read<short>(), values, value => value); return true;
            case TensorType.Int32: Each(tensor, tensor.Read<int>(), values, value => value); return true;
            case TensorType.Int64: Each(tensor.Read<long>(), values, value => value); return true;
            case TensorType.Bool: Each(tensor.Read<byte>(), values, value => value); return true;
            case TensorType.Float16: Each(tensor.Read<Half>(), values, value => (float)value); return true;
            default: return false;
        }
    }

    private static void Each<T>(ReadOnlySpan<T> stored, Span<float> values, Func<T, float> read)
    {
        for (var index = 0; index < stored.Length; index++) values[index] = read(stored[index]);
    }

    /// <summary>Integers without a quantization are the numbers themselves.</summary>
    private static void Each<T>(RuntimeTensor tensor, ReadOnlySpan<T> stored, Span<float> values, Func<T, int> read)
    {
        var (scale, zeroPoint) = tensor.Quantization.IsNone ? (1f, 0) : (tensor.Scale, tensor.ZeroPoint);
        for (var index = 0; index < stored.Length; index++) values[index] = scale * (read(stored[index]) - zeroPoint);
    }

    private static void Each<T>(ReadOnlySpan<float> values, RuntimeTensor tensor, Span<T> stored, int lowest, int highest, Func<int, T> narrow)
    {
        var (scale, zeroPoint) = (tensor.Scale, tensor.ZeroPoint);
        for (var index = 0; index < values.Length; index++)
            stored[index] = narrow((int)Math.Clamp(MathF.Round(values[index] / scale, MidpointRounding.AwayFromZero) + zeroPoint, lowest, (float)highest));
    }
}
