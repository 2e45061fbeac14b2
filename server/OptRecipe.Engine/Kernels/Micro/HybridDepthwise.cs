using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A depthwise convolution of float activations by 8-bit weights: each item of the batch is quantized as a whole with a zero point, whose distance from it is multiplied as
/// int16, and scaled back to floats.</summary>
/// <param name="output">The sink of the product.</param>
internal sealed unsafe class HybridDepthwise(IntegerDepthwise product, HybridOutput output, int items, long itemSize) : IFastKernel
{
    private readonly long _productBytes = product.ScratchBytes(1);

    public long ScratchBytes(int threadCount) => checked(product.ScratchBytes(threadCount) + items * itemSize * sizeof(short));

    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> to, Span<byte> scratch)
    {
        var size = (int)itemSize;
        var values = MemoryMarshal.Cast<byte, float>(input);
        var words = scratch[(int)(_productBytes * workers.ThreadCount)..];
        for (var item = 0; item < items; item++)
        {
            var image = values.Slice(item * size, size);
            var step = RowQuantizer.StepOf(image, isAsymmetric: true);
            output.SetItem(item, step.Scale, 0);
            RowQuantizer.ToWords(image, MemoryMarshal.Cast<byte, short>(words).Slice(item * size, size), step);
        }
        product.Run(workers, words, to, scratch);
    }
}
