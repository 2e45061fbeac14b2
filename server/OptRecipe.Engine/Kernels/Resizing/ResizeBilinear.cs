using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESIZE_BILINEAR: the mean of four neighbours, weighted by nearness. float32 and uint8 in float32 (uint8 + ½, cut); int8 and int16 with positions of ten fractional bits,
/// halves away from zero. Position of a row: y × s, or (y + ½) × s − ½ with half_pixel_centers; s as in RESIZE_NEAREST_NEIGHBOR. Both flags together are refused.</summary>
internal sealed class ResizeBilinear() : ResizeKernel("ResizeBilinearOptions"), IParallelWork
{
    private const int One = Neighbours.One, ParallelCount = 1 << 14;
    private Neighbours[] _columns = [];
    private RuntimeTensor? _input, _output;
    private bool _joinsWeights;
    private int _vectorBits;

    protected override bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16;

    public override void Prepare(KernelContext context)
    {
        base.Prepare(context);
        if (AlignCorners && HalfPixelCenters) throw context.Refusal("align_corners and half_pixel_centers are both set");
    }

    protected override void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        // TensorFlow Lite 2.9 multiplies the weights of a row and a column first, the reference one after the other with the element.
        (_input, _output, _joinsWeights, _vectorBits) = (input, output, context.Runtime == PlayedRuntime.TFLite29, context.Kernels.VectorBits);
        if (_columns.Length != output.Dim(2)) _columns = new Neighbours[output.Dim(2)];
        for (var x = 0; x < _columns.Length; x++) _columns[x] = Between(x, input.Dim(2), output.Dim(2), IsInteger);
        if (output.Count < ParallelCount) Run(0, 1);
        else context.Workers.Run(this);
    }

    private bool IsInteger => _input?.Type is TensorType.Int8 or TensorType.Int16;

    /// <summary>One of so many parts of the output's rows.</summary>
    public void Run(int part, int partCount)
    {
        switch (_input?.Type)
        {
            case TensorType.Float32: Rows<float, SingleBlend>(part, partCount, new(_joinsWeights)); break;
            case TensorType.UInt8: Rows<byte, ByteBlend>(part, partCount, new(_joinsWeights)); break;
            case TensorType.Int8: Rows<sbyte, IntegerBlend<sbyte>>(part, partCount, default); break;
            case TensorType.Int16: Rows<short, IntegerBlend<short>>(part, partCount, default); break;
        }
    }

    private void Rows<T, TBlend>(int part, int partCount, TBlend blend) where T : unmanaged where TBlend : struct, IBlend<T>
    {
        if (_input is null || _output is null) return;
        var from = _input.Read<T>();
        var to = _output.Write<T>();
        var (height, width, channels) = (_input.Dim(1), _input.Dim(2), _input.Dim(3));
        var (length, rowCount, newLength) = (width * channels, _output.Dim(0) * _output.Dim(1), _output.Dim(2) * channels);
        for (var index = (int)((long)rowCount * part / partCount); index < (int)((long)rowCount * (part + 1) / partCount); index++)
        {
            var (batch, y) = Math.DivRem(index, _output.Dim(1));
            var row = Between(y, height, _output.Dim(1), IsInteger);
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
