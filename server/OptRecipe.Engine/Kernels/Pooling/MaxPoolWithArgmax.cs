using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
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
        var (output, places) = (context.Output(0), context.Output(1));
        if (output.Count == 0) return;
        var maxima = output.Write<float>();
        var (batches, height, width, channels) = (output.Dim(0), output.Dim(1), output.Dim(2), output.Dim(3));
        for (var batch = 0; batch < batches; batch++)
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var start = ((batch * height + y) * width + x) * channels;
                    if (isMediaPipe) Pool(context.Input(0).Read<float>(), maxima.Slice(start, channels), places.Write<float>().Slice(start, channels), [], batch, y, x);
                    else Pool(context.Input(0).Read<float>(), maxima.Slice(start, channels), [], places.Write<int>().Slice(start, channels), batch, y, x);
                }
    }

    private void Pool(ReadOnlySpan<float> input, Span<float> maxima, Span<float> placesInWindow, Span<int> placesInPicture, int batch, int y, int x)
    {
        var (rows, columns) = (_geometry.Rows(y), _geometry.Columns(x));
        for (var channel = 0; channel < maxima.Length; channel++)
        {
            var max = float.MinValue;
            // Where nothing exceeds the lowest number, the place is the origin: of the window here, of the picture there.
            var (bestRow, bestColumn) = isMediaPipe ? (rows.Origin, columns.Origin) : (0, 0);
            for (var row = rows.Start; row < rows.End; row++)
                for (var column = columns.Start; column < columns.End; column++)
                {
                    var value = input[_geometry.Offset(batch, row, column) + channel];
                    if (value > max) (max, bestRow, bestColumn) = (value, row, column);
                }
            maxima[channel] = MaxPoolFunction<float>.Clamp(max, _range.Min, _range.Max);
            if (isMediaPipe) placesInWindow[channel] = (bestRow - rows.Origin) * _geometry.FilterWidth + (bestColumn - columns.Origin) + 0.1f;
            else placesInPicture[channel] = _geometry.Offset(0, bestRow, bestColumn) + channel;
        }
    }
}
