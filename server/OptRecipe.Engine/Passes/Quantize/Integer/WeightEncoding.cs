using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Scales of int8 weights of the two quantizers, and what each value is multiplied with before it is rounded half away from zero and cut to ±127; float32 throughout.</summary>
/// <remarks>facts: quantization.md §3, §5.1. The MLIR quantizer multiplies with the inverse of the stored scale per channel and with 127 / max|w| per tensor; the flatbuffer quantizer
/// always with 127 / max|w|. Where the bias guard enlarged a scale the inverse of the enlarged one is used: the MLIR quantizer forgets this per tensor when the difference is small.</remarks>
internal static class WeightEncoding
{
    private const float Largest = 127;
    private const float HalfSmallestRange = 5e-7f;

    public static (float Scale, float Factor) Of(QuantizeNumerics numerics, float bound, bool isPerChannel)
    {
        if (!float.IsFinite(bound)) throw new NotFiniteNumberException("the weights hold a value that is infinite or not a number");
        if (numerics == QuantizeNumerics.Converter)
        {
            var isTiny = 2.0 * bound <= 1e-6;
            var half = isTiny ? HalfSmallestRange : bound;
            var scale = (half + half) / (2 * Largest);
            return (scale, isPerChannel || isTiny ? (float)(1.0 / scale) : Largest / bound);
        }
        // The quantizer itself writes 0 for a channel of zeros, which XNNPACK refuses.
        if (bound == 0) return (isPerChannel ? 2 * HalfSmallestRange / (2 * Largest) : 1, 0);
        return (bound / Largest, Largest / bound);
    }

    /// <summary>The factor of a scale that something else than the weights decided.</summary>
    public static float FactorOf(float scale) => scale == 0 ? 0 : (float)(1.0 / scale);

    /// <summary>The tensor seen as [outer, channels, inner] around a dimension; one channel for −1.</summary>
    public static (int Channels, int Inner) Channels(Tensor tensor, int dimension)
    {
        if (dimension < 0) return (1, (int)Math.Min(int.MaxValue, tensor.Shape.Aggregate(1L, (product, size) => product * size)));
        var inner = 1;
        foreach (var size in tensor.Shape[(dimension + 1)..]) inner *= size;
        return (tensor.Shape[dimension], inner);
    }
}
