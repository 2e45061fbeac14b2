using System.Buffers.Binary;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.FlatBuffers;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Maximum of each window and where it stands, float32 [batch, height, width, channel]; of equals the first. MediaPipe's MaxPoolingWithArgmax2D gives the place within the
/// window, row × window width + column, plus 0.1, as float32; MaxPoolWithArgmax the place within the picture, (row × width + column) × channels + channel, as int32.</summary>
internal sealed class MaxPoolWithArgmax(bool isMediaPipe) : Kernel
{
    private PoolGeometry _geometry;
    private (float Min, float Max) _range;

    public override void Prepare(KernelContext context)
    {
        var (input, output, places) = (context.Input(0), context.Output(0), context.Output(1));
        var placeType = isMediaPipe ? TensorType.Float32 : TensorType.Int32;
        if (input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        if (output.Type != TensorType.Float32 || places.Type != placeType)
            throw context.Refusal($"the outputs are {output.Type.Name()} and {places.Type.Name()}, expected FLOAT32 and {placeType.Name()}");
        var options = isMediaPipe ? CustomPoolOptions.OfStruct(context) : CustomPoolOptions.OfMap(context);
        _geometry = PoolGeometry.Of(context, input, options);
        _range = ActivationRange.Single(options.Activation);
        context.Resize(output, _geometry.OutputShape);
        context.Resize(places, _geometry.OutputShape);
    }

    public override void Run(KernelContext context)
    {
        var input = context.Input(0).Read<float>();
        var (shape, target) = (_geometry.OutputShape, 0);
        if (context.Output(0).Count == 0) return;
        for (var batch = 0; batch < shape[0]; batch++)
            for (var y = 0; y < shape[1]; y++)
                for (var x = 0; x < shape[2]; x++)
                    for (var channel = 0; channel < shape[3]; channel++) PoolOne(context, input, batch, y, x, channel, target++);
    }

    private void PoolOne(KernelContext context, ReadOnlySpan<float> input, int batch, int y, int x, int channel, int target)
    {
        var (rows, columns) = (_geometry.Rows(y), _geometry.Columns(x));
        var max = float.MinValue;
        // Where nothing exceeds the lowest number, the place is the origin: of the window here, of the picture there.
        var (bestRow, bestColumn) = isMediaPipe ? (rows.Origin, columns.Origin) : (0, 0);
        for (var row = rows.Start; row < rows.End; row++)
            for (var column = columns.Start; column < columns.End; column++)
            {
                var value = input[_geometry.Offset(batch, row, column) + channel];
                if (value > max) (max, bestRow, bestColumn) = (value, row, column);
            }
        context.Output(0).Write<float>()[target] = MaxPoolFunction<float>.Clamp(max, _range.Min, _range.Max);
        if (isMediaPipe) context.Output(1).Write<float>()[target] = (bestRow - rows.Origin) * _geometry.FilterWidth + (bestColumn - columns.Origin) + 0.1f;
        else context.Output(1).Write<int>()[target] = _geometry.Offset(0, bestRow, bestColumn) + channel;
    }
}

/// <summary>Pooling options of custom operators.</summary>
internal static class CustomPoolOptions
{
    /// <summary>TensorFlow Lite's own structure for pooling, written into the file: int32 padding (1 SAME, 2 VALID), stride width and height, window width and height, activation.</summary>
    public static PoolOptions OfStruct(KernelContext context)
    {
        var bytes = context.CustomOptions.Span;
        if (bytes.Length < 24) throw context.Refusal($"its options have {bytes.Length} bytes, expected at least 24");
        var padding = Number(bytes, 0);
        if (padding is not (1 or 2)) throw context.Refusal($"its padding is {padding}, expected 1 (SAME) or 2 (VALID)");
        return new(padding == 1 ? Padding.Same : Padding.Valid, Number(bytes, 2), Number(bytes, 1), Number(bytes, 4), Number(bytes, 3), (ActivationFunctionType)Number(bytes, 5));
    }

    private static int Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * index)..]);

    /// <summary>A FlexBuffer map: padding as text, ksize and strides as four numbers each.</summary>
    public static PoolOptions OfMap(KernelContext context)
    {
        try
        {
            var map = FlexValue.Root(context.CustomOptions);
            if (map["include_batch_in_index"].IsTrue) throw context.Refusal("include_batch_in_index is set, which no runtime supports");
            var padding = map["padding"].Text switch
            {
                "SAME" => Padding.Same,
                "VALID" => Padding.Valid,
                var other => throw context.Refusal($"its padding is {other}, expected SAME or VALID"),
            };
            var (size, strides) = (Pair(context, map, "ksize"), Pair(context, map, "strides"));
            return new(padding, strides.Height, strides.Width, size.Height, size.Width, ActivationFunctionType.None);
        }
        catch (FlatBufferException error)
        {
            throw context.Refusal($"its options are no FlexBuffer: {error.Message}");
        }
    }

    private static (int Height, int Width) Pair(KernelContext context, FlexValue map, string key)
    {
        var values = map[key];
        if (values.Count != 4 || values[0].Int32 != 1 || values[3].Int32 != 1) throw context.Refusal($"its {key} are not 1, height, width, 1");
        return (values[1].Int32, values[2].Int32);
    }
}
