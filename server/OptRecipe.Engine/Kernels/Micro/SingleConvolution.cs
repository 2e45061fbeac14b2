using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A float32 convolution or fully connected layer through a set's products: output = clamp(bias + Σ input × weights). Sums run in the order of the filter, as the
/// plain loop's do, with fused multiply-adds where the set has them.</summary>
/// <param name="packed">From <see cref="Pack"/>; shared among interpreters.</param>
internal sealed unsafe class SingleConvolution(MicroKernelSet set, ConvolutionGeometry geometry, float[] packed, ReadOnlySpan<float> bias, float low, float high)
{
    private readonly float[] _bias = Padded(bias, geometry.OutputChannels, set.Columns);
    private readonly BlockedProduct<float, float, float, SingleMultiply, SingleSink> _product = new(geometry, new(set), set.Columns, 1);

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes => geometry.NeedsFrame ? checked(geometry.Items * geometry.FrameSize * sizeof(float)) : 0;

    public static float[] Pack(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<float> weights) =>
        WeightPacking.Pack(weights, geometry.OutputChannels, geometry.OuterCount * geometry.InnerCount, geometry.Depth, set.Columns, 1, static (weight, _) => weight);

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        if (geometry.NeedsFrame)
        {
            var framed = MemoryMarshal.Cast<byte, float>(scratch);
            framed.Clear();
            geometry.Fill<float, float, CopyRow<float>>(input, framed, default);
            input = framed;
        }
        fixed (float* a = input, b = packed, c = output, start = _bias) _product.Run(workers, a, b, start, new(c, geometry.OutputChannels), low, high);
    }

    internal static T[] Padded<T>(ReadOnlySpan<T> values, int count, int block)
    {
        var padded = new T[WeightPacking.BlockCount(count, block) * block];
        values.CopyTo(padded);
        return padded;
    }
}
