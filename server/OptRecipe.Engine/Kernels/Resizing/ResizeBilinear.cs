using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESIZE_BILINEAR: the mean of four neighbours, weighted by nearness. float32 and uint8 in float32 (uint8 + ½, cut); int8 and int16 with positions of ten fractional bits,
/// halves away from zero. Position of a row: y × s, or (y + ½) × s − ½ with half_pixel_centers; s as in RESIZE_NEAREST_NEIGHBOR. Both flags together are refused.</summary>
internal sealed class ResizeBilinear() : ResizeKernel("ResizeBilinearOptions")
{
    private const int One = 1 << 10;

    protected override bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16;

    public override void Prepare(KernelContext context)
    {
        base.Prepare(context);
        if (AlignCorners && HalfPixelCenters) throw context.Refusal("align_corners and half_pixel_centers are both set");
    }

    protected override void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        // TensorFlow Lite 2.9 multiplies the weights of a row and a column first, the reference one after the other with the element.
        var joinsWeights = context.Runtime == PlayedRuntime.TFLite29;
        switch (input.Type)
        {
            case TensorType.Float32: Compute<float, SingleBlend>(input, output, new(joinsWeights)); break;
            case TensorType.UInt8: Compute<byte, ByteBlend>(input, output, new(joinsWeights)); break;
            case TensorType.Int8: Compute<sbyte, IntegerBlend<sbyte>>(input, output, default); break;
            case TensorType.Int16: Compute<short, IntegerBlend<short>>(input, output, default); break;
        }
    }

    private void Compute<T, TBlend>(RuntimeTensor input, RuntimeTensor output, TBlend blend) where T : unmanaged where TBlend : struct, IBlend<T>
    {
        var from = input.Read<T>();
        var to = output.Write<T>();
        var (height, width, channels, target) = (input.Dim(1), input.Dim(2), input.Dim(3), 0);
        for (var batch = 0; batch < output.Dim(0); batch++)
            for (var y = 0; y < output.Dim(1); y++)
            {
                var row = Between(y, height, output.Dim(1), blend.IsInteger);
                var upper = from.Slice((batch * height + row.Low) * width * channels, width * channels);
                var lower = from.Slice((batch * height + row.High) * width * channels, width * channels);
                for (var x = 0; x < output.Dim(2); x++, target += channels)
                {
                    var column = Between(x, width, output.Dim(2), blend.IsInteger);
                    var (left, right) = (column.Low * channels, column.High * channels);
                    for (var channel = 0; channel < channels; channel++)
                        to[target + channel] = blend.Of(upper[left + channel], upper[right + channel], lower[left + channel], lower[right + channel], row, column);
                }
            }
    }

    private Neighbours Between(int position, int size, int newSize, bool isInteger)
    {
        var (span, newSpan) = AlignCorners && newSize > 1 ? (size - 1, newSize - 1) : (size, newSize);
        if (!isInteger)
        {
            var scale = (float)span / newSpan;
            var exact = HalfPixelCenters ? (position + 0.5f) * scale - 0.5f : position * scale;
            var low = Math.Max((int)MathF.Floor(exact), 0);
            return new(low, Math.Min((int)MathF.Ceiling(exact), size - 1), exact - low, 0);
        }
        var step = ((long)One * span + newSpan / 2) / newSpan;
        var fixedPoint = HalfPixelCenters ? position * step + step / 2 - One / 2 : position * step;
        var first = (int)Math.Clamp(fixedPoint / One, 0, size - 1);
        return new(first, (int)Math.Clamp((fixedPoint + One - 1) / One, 0, size - 1), 0, fixedPoint - (long)One * first);
    }

    /// <param name="Fraction">Distance from the lower neighbour; in ten fractional bits <paramref name="Bits"/>.</param>
    private readonly record struct Neighbours(int Low, int High, float Fraction, long Bits);

    private interface IBlend<T>
    {
        bool IsInteger { get; }
        T Of(T upperLeft, T upperRight, T lowerLeft, T lowerRight, in Neighbours row, in Neighbours column);
    }

    private static float Blend(bool joinsWeights, float upperLeft, float upperRight, float lowerLeft, float lowerRight, float y, float x) => joinsWeights
        ? upperLeft * ((1 - y) * (1 - x)) + upperRight * ((1 - y) * x) + lowerLeft * (y * (1 - x)) + lowerRight * (y * x)
        : upperLeft * (1 - y) * (1 - x) + lowerLeft * y * (1 - x) + upperRight * (1 - y) * x + lowerRight * y * x;

    private readonly struct SingleBlend(bool joinsWeights) : IBlend<float>
    {
        public bool IsInteger => false;
        public float Of(float upperLeft, float upperRight, float lowerLeft, float lowerRight, in Neighbours row, in Neighbours column) =>
            Blend(joinsWeights, upperLeft, upperRight, lowerLeft, lowerRight, row.Fraction, column.Fraction);
    }

    private readonly struct ByteBlend(bool joinsWeights) : IBlend<byte>
    {
        public bool IsInteger => false;
        public byte Of(byte upperLeft, byte upperRight, byte lowerLeft, byte lowerRight, in Neighbours row, in Neighbours column) =>
            (byte)(Blend(joinsWeights, upperLeft, upperRight, lowerLeft, lowerRight, row.Fraction, column.Fraction) + 0.5f);
    }

    private readonly struct IntegerBlend<T> : IBlend<T> where T : INumber<T>
    {
        public bool IsInteger => true;

        public T Of(T upperLeft, T upperRight, T lowerLeft, T lowerRight, in Neighbours row, in Neighbours column)
        {
            var (y, x) = (row.Bits, column.Bits);
            var sum = long.CreateTruncating(upperLeft) * (One - y) * (One - x) + long.CreateTruncating(lowerLeft) * y * (One - x)
                + long.CreateTruncating(upperRight) * (One - y) * x + long.CreateTruncating(lowerRight) * y * x;
            return T.CreateTruncating((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
        }
    }
}
