using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Kernels;

/// <summary>Reference loop of DEPTHWISE_CONV_2D. Weights [height, width, output channels]; output channel c reads input channel c / multiplier. <paramref name="sums"/> has
/// room for the sums of all output channels.</summary>
internal readonly ref struct DepthwiseLoop(WindowAxis height, WindowAxis width, int inputChannels, int multiplier, Span<byte> sums) : IProductLoop
{
    private readonly Span<byte> _sums = sums;

    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        var outputChannels = inputChannels * multiplier;
        var sums = MemoryMarshal.Cast<byte, TSum>(_sums)[..outputChannels];
        var itemSize = height.Input * width.Input * inputChannels;
        var position = 0;
        for (var item = 0; position < output.Length; item++)
        {
            var image = input.Slice(item * itemSize, itemSize);
            for (var y = 0; y < height.Output; y++)
                for (var x = 0; x < width.Output; x++, position += outputChannels)
                {
                    sums.Clear();
                    for (var tapY = 0; tapY < height.Filter; tapY++)
                    {
                        var inputY = height.Position(y, tapY);
                        if (!height.Contains(inputY)) continue;
                        for (var tapX = 0; tapX < width.Filter; tapX++)
                        {
                            var inputX = width.Position(x, tapX);
                            if (width.Contains(inputX))
                                product.AddEach(sums, image.Slice((inputY * width.Input + inputX) * inputChannels, inputChannels),
                                    weights.Slice((tapY * width.Filter + tapX) * outputChannels, outputChannels), multiplier);
                        }
                    }
                    var target = output.Slice(position, outputChannels);
                    for (var channel = 0; channel < target.Length; channel++) target[channel] = stage.Finish(sums[channel], channel);
                }
        }
    }
}
