using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A float32 convolution or fully connected layer through a set's products: output = clamp(bias + Σ input × weights), with fused multiply-adds where the set has
/// them. Sums run in the order of the filter, as the plain loop's do, or in four of them where there is one row.</summary>
internal sealed unsafe class SingleConvolution : IFastKernel
{
    private readonly ConvolutionGeometry _geometry;
    private readonly AlignedArray<float> _packed;
    private readonly float[] _bias;
    private readonly float _low, _high;
    private readonly BlockedProduct<float, float, float, SingleMultiply, SingleSink> _product;

    /// <param name="packed">From <see cref="Pack"/>; shared among interpreters.</param>
    public SingleConvolution(MicroKernelSet set, ConvolutionGeometry geometry, AlignedArray<float> packed, ReadOnlySpan<float> bias, float low, float high)
    {
        (_geometry, _packed, _low, _high) = (geometry, packed, low, high);
        _bias = WeightPacking.Ordered(bias, geometry.ColumnOrder(set.Columns));
        var vectors = WeightPacking.Vectors(geometry.GroupOutputs, 0, set.Columns);
        var rows = set.SingleRows(vectors);
        var framed = ConvolutionRegions.Framed(geometry);
        var unframed = ConvolutionRegions.Unframed(geometry, rows);
        // Copying an element into its frame takes about as long as multiplying it with one vector of weights.
        var copying = geometry.NeedsFrame ? (double)geometry.Items * geometry.FrameSize / 4 : 0;
        IsFramed = geometry.NeedsFrame && (unframed is null || Cost(framed, rows, vectors) + copying < Cost(unframed, rows, vectors));
        _product = new(geometry, IsFramed ? framed : unframed ?? framed, new(set), set.Columns, 1);
    }

    private static double Cost(ConvolutionRegion[] regions, int rows, int vectors)
    {
        var cost = 0.0;
        foreach (var region in regions) cost += region.Cost(rows, vectors);
        return cost;
    }

    /// <summary>Whether the input is copied into a frame of zeros, which then are multiplied by weights.</summary>
    public bool IsFramed { get; }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes(int threadCount) => IsFramed ? checked(_geometry.Items * _geometry.FrameSize * sizeof(float)) : 0;

    public static AlignedArray<float> Pack(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<float> weights)
    {
        var (columns, depth, group) = (geometry.GroupOutputs, geometry.OuterCount * geometry.InnerCount * geometry.Depth, WeightPacking.GroupLength(geometry, set.Columns, 1));
        var packed = new AlignedArray<float>(WeightPacking.Length(geometry, set.Columns, 1));
        for (var index = 0; index < geometry.Groups; index++) WeightPacking.Pack(packed.Span[(index * group)..], weights.Slice(index * columns * depth, columns * depth), columns, depth, set.Columns);
        return packed;
    }

    void IFastKernel.Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch) =>
        Run(workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), scratch);

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        if (IsFramed)
        {
            var framed = MemoryMarshal.Cast<byte, float>(scratch);
            framed.Clear();
            _geometry.Fill<float, float, CopyRow<float>>(input, framed, default);
            input = framed;
        }
        fixed (float* a = input, c = output, start = _bias) _product.Run(workers, a, _packed.Pointer, start, new(c), _low, _high);
    }

    internal static T[] Padded<T>(ReadOnlySpan<T> values, int count, int block)
    {
        var padded = new T[WeightPacking.BlockCount(count, block) * block];
        values.CopyTo(padded);
        return padded;
    }
}
