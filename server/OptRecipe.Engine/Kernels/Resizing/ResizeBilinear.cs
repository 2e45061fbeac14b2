using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESIZE_BILINEAR: the mean of four neighbours, weighted by nearness. float32 and uint8 in float32 (uint8 + ½, cut); int8 and int16 with positions of ten fractional bits,
/// halves away from zero. Position of a row: y × s, or (y + ½) × s − ½ with half_pixel_centers; s as in RESIZE_NEAREST_NEIGHBOR. Both flags together are refused.</summary>
internal sealed class ResizeBilinear() : ResizeKernel("ResizeBilinearOptions")
{
    private const int One = Neighbours.One;
    private Neighbours[] _columns = [];
    private bool _joinsWeights;
    private int _vectorBits;

    protected override bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16;

    public override void Prepare(KernelContext context)
    {
        base.Prepare(context);
        if (AlignCorners && HalfPixelCenters) throw context.Refusal("align_corners and half_pixel_centers are both set");
    }

    protected override void Begin(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        // TensorFlow Lite 2.9 multiplies the weights of a row and a column first, the reference one after the other with the element.
        (_joinsWeights, _vectorBits) = (context.Runtime == PlayedRuntime.TFLite29, context.Kernels.VectorBits);
        if (_columns.Length != output.Dim(2)) _columns = new Neighbours[output.Dim(2)];
        for (var x = 0; x < _columns.Length; x++) _columns[x] = Between(x, input.Dim(2), output.Dim(2), IsInteger(input));
    }

    private static bool IsInteger(RuntimeTensor input) => input.Type is TensorType.Int8 or TensorType.Int16;

    protected override void Rows(RuntimeTensor input, RuntimeTensor output, int first, int end)
    {
        switch (input.Type)
        {
            case TensorType.Float32: Rows<float, SingleBlend>(input, output, first, end, new(_joinsWeights)); break;
            case TensorType.UInt8: Rows<byte, ByteBlend>(input, output, first, end, new(_joinsWeights)); break;
            case TensorType.Int8: Rows<sbyte, IntegerBlend<sbyte>>(input, output, first, end, default); break;
            case TensorType.Int16: Rows<short, IntegerBlend<short>>(input, output, first, end, default); break;
        }
    }

    private void Rows<T, TBlend>(RuntimeTensor input, RuntimeTensor output, int first, int end, TBlend blend) where T : unmanaged where TBlend : struct, IBlend<T>
    {
        var from = input.Read<T>();
        var to = output.Write<T>();
        var (height, channels) = (input.Dim(1), input.Dim(3));
        var (length, newLength) = (input.Dim(2) * channels, output.Dim(2) * channels);
        for (var index = first; index < end; index++)
        {
            var (batch, y) = Math.DivRem(index, output.Dim(1));
            var row = Between(y, height, output.Dim(1), IsInteger(input));
            blend.Row(_vectorBits, from.Slice((batch * height + row.Low) * length, length), from.Slice((batch * height + row.High) * length, length),
                to.Slice(index * newLength, newLength), channels, row, _columns);
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
}
