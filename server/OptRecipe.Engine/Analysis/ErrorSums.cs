using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Analysis;

/// <summary>Sums over the differences between a tensor and its float counterpart.</summary>
internal sealed class ErrorSums
{
    private double signal;
    private double noise;
    private double largest;
    private long saturated;

    public long Count { get; private set; }
    public double SaturatedShare => Count == 0 ? 0 : (double)saturated / Count;

    public void Add(ReadOnlySpan<float> wanted, RuntimeTensor tensor)
    {
        switch (tensor.Type)
        {
            case TensorType.Int8: Each(wanted, tensor.Read<sbyte>(), tensor, sbyte.MinValue, sbyte.MaxValue, value => value); break;
            case TensorType.UInt8: Each(wanted, tensor.Read<byte>(), tensor, byte.MinValue, byte.MaxValue, value => value); break;
            case TensorType.Int16: Each(wanted, tensor.Read<short>(), tensor, short.MinValue, short.MaxValue, value => value); break;
            case TensorType.Float32:
                var values = tensor.Read<float>();
                for (var index = 0; index < values.Length; index++) AddOne(wanted[index], values[index]);
                break;
        }
    }

    public ErrorFigures Figures(float scale) => new(
        Math.Sqrt(noise / Math.Max(1, Count)), scale > 0 ? Math.Sqrt(noise / Math.Max(1, Count)) / scale : double.NaN, noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise), largest);

    public static bool Takes(TensorType type) => type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.Float32;

    private void Each<T>(ReadOnlySpan<float> wanted, ReadOnlySpan<T> stored, RuntimeTensor tensor, int lowest, int highest, Func<T, int> read) where T : unmanaged
    {
        var (scale, zeroPoint) = (tensor.Scale, tensor.ZeroPoint);
        for (var index = 0; index < stored.Length; index++)
        {
            var value = read(stored[index]);
            AddOne(wanted[index], scale * (value - zeroPoint));
            // Half a step beyond the end is still rounding.
            if (value == lowest && wanted[index] < scale * (lowest - zeroPoint - 0.5f) || value == highest && wanted[index] > scale * (highest - zeroPoint + 0.5f)) saturated++;
        }
    }

    private void AddOne(float wanted, float value)
    {
        var difference = (double)wanted - value;
        signal += (double)wanted * wanted;
        noise += difference * difference;
        largest = Math.Max(largest, Math.Abs(difference));
        Count++;
    }
}
