namespace OptRecipe.Engine.Kernels;

/// <summary>Reference loop of CONV_2D and CONV_3D. Input [items, depth, height, width, channels], weights [output channels, depth, height, width, channels of a group];
/// taps outside the input are left out.</summary>
internal readonly struct ConvolutionLoop(WindowAxis depth, WindowAxis height, WindowAxis width, int inputChannels, int outputChannels, int groups) : IProductLoop
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
                        Pixel<TInput, TWeight, TSum, TOutput, TProduct, TStage>(image, weights, output.Slice(position, outputChannels), product, stage, z, y, x);
        }
    }

    private void Pixel<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> image, ReadOnlySpan<TWeight> weights, Span<TOutput> output,
        TProduct product, TStage stage, int z, int y, int x)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        var groupChannels = inputChannels / groups;
        var filterSize = depth.Filter * height.Filter * width.Filter * groupChannels;
        var filtersPerGroup = outputChannels / groups;
        var runs = groups == 1 && width.Dilation == 1;
        var firstX = width.Position(x, 0);
        // Taps that lie inside: they stand side by side in the input and in the weights.
        var (start, end) = runs ? (Math.Max(0, -firstX), Math.Min(width.Filter, width.Input - firstX)) : (0, 0);
        for (var channel = 0; channel < outputChannels; channel++)
        {
            var filter = weights.Slice(channel * filterSize, filterSize);
            var groupStart = channel / filtersPerGroup * groupChannels;
            var sum = default(TSum);
            for (var tapZ = 0; tapZ < depth.Filter; tapZ++)
            {
                var inputZ = depth.Position(z, tapZ);
                if (!depth.Contains(inputZ)) continue;
                for (var tapY = 0; tapY < height.Filter; tapY++)
                {
                    var inputY = height.Position(y, tapY);
                    if (!height.Contains(inputY)) continue;
                    var row = (inputZ * height.Input + inputY) * width.Input;
                    var filterRow = (tapZ * height.Filter + tapY) * width.Filter;
                    if (runs)
                    {
                        if (end > start)
                            sum = product.Add(sum, image.Slice((row + firstX + start) * inputChannels, (end - start) * inputChannels),
                                filter.Slice((filterRow + start) * inputChannels, (end - start) * inputChannels));
                        continue;
                    }
                    for (var tapX = 0; tapX < width.Filter; tapX++)
                    {
                        var inputX = width.Position(x, tapX);
                        if (width.Contains(inputX))
                            sum = product.Add(sum, image.Slice((row + inputX) * inputChannels + groupStart, groupChannels),
                                filter.Slice((filterRow + tapX) * groupChannels, groupChannels));
                    }
                }
            }
            output[channel] = stage.Finish(sum, channel);
        }
    }
}
