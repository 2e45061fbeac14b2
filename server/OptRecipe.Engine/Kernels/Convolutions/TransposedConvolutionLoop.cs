namespace OptRecipe.Engine.Kernels;

/// <summary>Reference loop of TRANSPOSE_CONV and CONV_3D_TRANSPOSE: each output element gathers the input elements whose windows cover it, in the input's order. The weights
/// of a tap are the input channels, <paramref name="channelStride"/> elements apart for neighbouring output channels, <paramref name="tapStride"/> for neighbouring taps.</summary>
internal readonly struct TransposedConvolutionLoop(WindowAxis depth, WindowAxis height, WindowAxis width, int inputChannels, int outputChannels, int channelStride, int tapStride)
    : IProductLoop
{
    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        var itemSize = depth.Input * height.Input * width.Input * inputChannels;
        var position = 0;
        for (var item = 0; position < output.Length; item++)
        {
            var image = input.Slice(item * itemSize, itemSize);
            for (var z = 0; z < depth.Output; z++)
                for (var y = 0; y < height.Output; y++)
                    for (var x = 0; x < width.Output; x++, position += outputChannels)
                        for (var channel = 0; channel < outputChannels; channel++)
                            output[position + channel] = stage.Finish(
                                Sum<TInput, TWeight, TSum, TProduct>(image, weights[(channel * channelStride)..], product, z, y, x), channel);
        }
    }

    private TSum Sum<TInput, TWeight, TSum, TProduct>(ReadOnlySpan<TInput> image, ReadOnlySpan<TWeight> filter, TProduct product, int z, int y, int x)
        where TSum : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
    {
        var sum = default(TSum);
        for (var tapZ = depth.Filter - 1; tapZ >= 0; tapZ--)
        {
            var inputZ = depth.TransposedPosition(z, tapZ);
            if (inputZ < 0) continue;
            for (var tapY = height.Filter - 1; tapY >= 0; tapY--)
            {
                var inputY = height.TransposedPosition(y, tapY);
                if (inputY < 0) continue;
                for (var tapX = width.Filter - 1; tapX >= 0; tapX--)
                {
                    var inputX = width.TransposedPosition(x, tapX);
                    if (inputX < 0) continue;
                    var tap = (tapZ * height.Filter + tapY) * width.Filter + tapX;
                    sum = product.Add(sum, image.Slice(((inputZ * height.Input + inputY) * width.Input + inputX) * inputChannels, inputChannels),
                        filter.Slice(tap * tapStride, inputChannels));
                }
            }
        }
        return sum;
    }
}
