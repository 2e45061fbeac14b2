using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Weights of a layer with int16 activations, packed as int16 with the zero point subtracted.</summary>
/// <param name="IsSplit">Whether 32 bits are too few for the sums of a channel, so that the activations' upper and lower bytes are multiplied apart.</param>
internal sealed record Int16Weights(short[] Packed, bool IsSplit)
{
    /// <summary>Weights of a channel whose sums are certain to fit when the activations are split: bytes of up to 255 by weights of up to 255.</summary>
    public const int MostWeights = int.MaxValue / (255 * 255);

    /// <param name="wraps">Whether sums are taken modulo 2^32 anyway.</param>
    public static Int16Weights Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<sbyte> weights, int zeroPoint, bool wraps)
    {
        var perChannel = weights.Length / Math.Max(1, geometry.OutputChannels);
        var isSplit = false;
        for (var channel = 0; channel < geometry.OutputChannels && !wraps; channel++)
        {
            long sum = 0;
            foreach (var weight in weights.Slice(channel * perChannel, perChannel)) sum += Math.Abs(weight - zeroPoint);
            // The largest activation is 2^15 in size.
            isSplit |= sum > int.MaxValue >> 15;
        }
        return new(WeightPacking.Pack(geometry, weights, set.Columns, 2, weight => (short)(weight - zeroPoint)), isSplit);
    }
}

/// <summary>Takes the sums of int16 activations; where 32 bits are too few for them, those of the lower bytes.</summary>
internal unsafe interface IWordSink : IAccumulatorSink
{
    /// <summary>The sums of the upper bytes, which count 256 times, each where its result belongs; null where sums are whole. Whole vectors of them can be read.</summary>
    int* Upper { set; }
}

/// <summary>A convolution or fully connected layer of int16 activations by 8-bit weights: exact sums, without bias.</summary>
internal sealed unsafe class Int16Convolution : IFastKernel
{
    // Products read whole steps: an element past the last one.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly Int16Weights _weights;
    private readonly IWordSink _sink;
    private readonly SumOutput _upper = new();
    private readonly BandedProduct<short, short, WordsMultiply> _product;
    private readonly BandedProduct<short, short, WordsMultiply>? _upperProduct;
    private readonly int[] _start;
    private readonly long _frameBytes;
    private readonly bool _readsInput;

    /// <param name="sink">What becomes of the sums.</param>
    /// <param name="hasSlack">Whether a few bytes behind the input can be read.</param>
    public Int16Convolution(MicroKernelSet set, ConvolutionGeometry geometry, Int16Weights weights, IWordSink sink, bool hasSlack = false)
    {
        (_geometry, _weights, _sink) = (geometry, weights, sink);
        _product = new(geometry, new(set), set.Columns, 2, sink);
        if (weights.IsSplit) _upperProduct = new(geometry, new(set), set.Columns, 2, _upper);
        _start = new int[geometry.ColumnOrder(set.Columns).Length];
        _readsInput = !geometry.NeedsFrame && !weights.IsSplit && (hasSlack || geometry.Depth % 2 == 0);
        _frameBytes = _readsInput ? 0 : checked(geometry.Items * geometry.FrameSize * sizeof(short)) / Slack * Slack + 2 * Slack;
    }

    /// <summary>Whether the sums are upper × 256 + lower.</summary>
    public bool IsSplit => _weights.IsSplit;

    public long ScratchBytes(int threadCount) => checked(_frameBytes + (IsSplit ? (long)_geometry.Positions * _geometry.OutputChannels * sizeof(int) + Slack : 0));

    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        var numbers = MemoryMarshal.Cast<byte, short>(input);
        var framed = MemoryMarshal.Cast<byte, short>(scratch[..(int)_frameBytes]);
        if (_geometry.NeedsFrame) framed.Clear();
        fixed (short* a = _readsInput ? numbers : framed, b = _weights.Packed)
        fixed (int* start = _start)
        fixed (byte* c = output, upper = scratch[(int)_frameBytes..])
        {
            _sink.Output = c;
            _sink.Upper = IsSplit ? (int*)upper : null;
            _upper.Output = upper;
            if (_upperProduct is null && !_readsInput) _geometry.Fill<short, short, CopyRow<short>>(numbers, framed, default);
            else if (_upperProduct is not null)
            {
                _geometry.Fill<short, short, UpperRow>(numbers, framed, default);
                _upperProduct.Run(workers, a, b, start, 0);
                _geometry.Fill<short, short, LowerRow>(numbers, framed, default);
            }
            _product.Run(workers, a, b, start, 0);
        }
    }
}
